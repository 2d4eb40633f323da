package import SyncModel

/// Says what is wrong with a declared connection before it is stored, since Airflow itself would not.
package struct ConnectionCheck: Sendable {
    /// The rules of the Airflow release that will read.
    package let rules: AirflowRules

    /// A check by the rules of a release.
    package init(rules: AirflowRules = .current) {
        self.rules = rules
    }

    /// Everything that is wrong with a connection, in the order of its fields.
    package func problems(in connection: Connection) -> [ConnectionProblem] {
        connTypeProblems(connection.connType) + passwordProblems(connection.password) + portProblems(connection.port)
            + extraProblems(connection.extra)
    }

    /// Whether the canonical text of a connection is read back as exactly this connection, and can be handed to tasks.
    package func wouldReadBack(_ connection: Connection) -> Bool {
        var declared = connection
        if declared.password?.isEmpty == true { declared.password = nil }
        let reading = BackendReader(rules: rules).connection(stored: CanonicalText.connection(declared))
        guard reading.isServedToTasks, let read = reading.connection else { return false }
        return Self.parts(of: read).elementsEqual(Self.parts(of: declared)) { a, b in
            (a == nil) == (b == nil) && sameCodePoints(a ?? "", b ?? "")
        }
    }

    /// Whether the stored text of a variable or config option is read back as exactly this text.
    package func wouldReadBack(_ text: Secret, encoding: TextEncoding = .auto) -> Bool {
        let stored = CanonicalText.text(text, encoding: encoding)
        guard let read = BackendReader(rules: rules).text(stored: stored).value?.text else { return false }
        return sameCodePoints(read, text.reveal())
    }

    private static func parts(of connection: Connection) -> [String?] {
        [
            connection.connType, connection.description, connection.host, connection.login,
            connection.password?.reveal(), connection.schema, connection.port.map { String($0) },
            connection.extra?.reveal(),
        ]
    }

    private func connTypeProblems(_ connType: String?) -> [ConnectionProblem] {
        guard let connType else {
            return [
                ConnectionProblem(
                    .error, .missingConnType, field: "conn_type", "the connection has no conn_type",
                    hint: "add a line such as `conn_type: postgres`")
            ]
        }
        guard !connType.isEmpty else {
            return [ConnectionProblem(.error, .emptyConnType, field: "conn_type", "the conn_type is empty")]
        }
        let normalized = ConnectionType.normalized(connType)
        var problems: [ConnectionProblem] = []
        if !sameCodePoints(normalized, connType) {
            let message = "conn_type is stored as \(escapedForTerminal(normalized)), the name of Airflow's hook"
            problems.append(ConnectionProblem(.note, .connTypeNormalised, field: "conn_type", message))
        }
        if !KnownConnectionTypes.contains(normalized) { problems.append(unknownType(normalized)) }
        return problems
    }

    /// A type that resembles no known one is not repeated: in a misread text it could be anything.
    private func unknownType(_ connType: String) -> ConnectionProblem {
        let meant = KnownConnectionTypes.suggestion(for: connType)
        let name = meant == nil ? "this" : escapedForTerminal(connType)
        return ConnectionProblem(
            .warning, .unknownConnType, field: "conn_type", "\(name) is not a connection type of Airflow's providers",
            hint: meant.map { "did you mean \($0)?" }
                ?? "if a package of your own registers it, set `checks: {unknown-conn-type: off}` in lockstep.yaml")
    }

    private func passwordProblems(_ password: Secret?) -> [ConnectionProblem] {
        guard let password, password.isEmpty else { return [] }
        return [ConnectionProblem(.note, .emptyPassword, field: "password", "Airflow reads an empty password as none")]
    }

    private func portProblems(_ port: Int?) -> [ConnectionProblem] {
        guard let port, !(1...65535).contains(port) else { return [] }
        return [ConnectionProblem(.error, .portOutOfRange, field: "port", "the port is not between 1 and 65535")]
    }

    private func extraProblems(_ extra: Secret?) -> [ConnectionProblem] {
        guard let extra, !extra.isEmpty else { return [] }
        do {
            let (value, hasDuplicates) = try PythonJSON.parseNotingDuplicates(extra.reveal())
            guard value.object != nil else { return [extraError("extra is JSON, but not an object")] }
            return Self.contentProblems(of: value, hasDuplicates: hasDuplicates)
        } catch {
            return [extraError("extra is not a JSON object: \(error.modelCode.explanation)")]
        }
    }

    private func extraError(_ message: String) -> ConnectionProblem {
        ConnectionProblem(.error, .extraNotAnObject, field: "extra", message, hint: "write extra as a mapping")
    }

    private static func contentProblems(of extra: JSONValue, hasDuplicates: Bool) -> [ConnectionProblem] {
        var problems: [ConnectionProblem] = []
        let strings = JSONParts(of: extra)
        if hasDuplicates {
            let message = "extra has two members of one name; Airflow would take the last one"
            problems.append(ConnectionProblem(.error, .extraDuplicateMember, field: "extra", message))
        }
        if strings.hasLoneSurrogate {
            let message = "extra holds half of a surrogate pair (`\\ud800`), which is no text"
            problems.append(ConnectionProblem(.error, .loneSurrogate, field: "extra", message))
        }
        if strings.hasInfiniteNumber {
            let message = "extra holds NaN, Infinity or a number that is too large, which only Python takes for JSON"
            problems.append(ConnectionProblem(.warning, .extraNotFinite, field: "extra", message))
        }
        return problems
    }
}

/// What occurs anywhere inside a JSON value.
private struct JSONParts {
    private(set) var hasLoneSurrogate = false
    private(set) var hasInfiniteNumber = false

    init(of value: JSONValue) {
        var pending = [value]
        while let value = pending.popLast() {
            switch value {
            case .null, .bool: break
            case .number(let source): hasInfiniteNumber = hasInfiniteNumber || !PythonNumber.isFinite(source)
            case .string(let string): hasLoneSurrogate = hasLoneSurrogate || string.hasLoneSurrogate
            case .array(let elements): pending += elements
            case .object(let object):
                hasLoneSurrogate = hasLoneSurrogate || object.members.contains { $0.name.hasLoneSurrogate }
                pending += object.members.map(\.value)
            }
        }
    }
}
