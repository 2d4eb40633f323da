import AirflowModel
import SyncModel

extension EntryAssembler {
    mutating func connection(_ declaration: ConnectionDeclaration, into result: inout ResolvedEntry) {
        var connection = Connection(connType: declaration.connType, port: declaration.port)
        if let whole = declaration.whole {
            self.whole(whole, of: &connection, into: &result)
        } else {
            noteLiterals(declaration, in: &result)
            if let extra = declaration.extra { self.extra(extra, of: &connection, into: &result) }
        }
        // A description may stand beside a URI.
        for (field, text) in declaration.texts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            set(field, text, of: &connection, into: &result)
        }
        result.payload = .connection(connection)
        result.rule.extraIsWhole = declaration.hidesMembersOfExtra
    }

    private func noteLiterals(_ declaration: ConnectionDeclaration, in result: inout ResolvedEntry) {
        if declaration.connType != nil { result.literalFields.insert("conn_type") }
        if declaration.port != nil { result.literalFields.insert("port") }
    }

    private mutating func set(
        _ field: ConnectionDeclaration.Field, _ text: DeclaredText, of connection: inout Connection,
        into result: inout ResolvedEntry
    ) {
        if case .literal = text { result.literalFields.insert(field.rawValue) }
        switch outcome(of: text) {
        case .value(let secret):
            switch field {
            case .description: connection.description = secret.isEmpty ? nil : secret.reveal()
            case .host: connection.host = secret.reveal()
            case .login: connection.login = secret.reveal()
            case .schema: connection.schema = secret.reveal()
            // Airflow cannot hold an empty password.
            case .password: connection.password = secret.isEmpty ? nil : secret
            }
        case .kept: result.kept.insert(field.rawValue)
        case .unresolved: result.unresolved.insert(field.rawValue)
        case .failed: break
        }
    }

    /// The text of a whole connection: a JSON object as in Airflow's environment variables, or a URI.
    private mutating func whole(
        _ reference: LocatedReference, of connection: inout Connection, into result: inout ResolvedEntry
    ) {
        switch outcome(of: reference) {
        case .kept, .failed: return
        case .unresolved: result.unresolved = ["*"]
        case .value(let secret):
            guard let read = read(secret, reference) else { return }
            connection = read
        }
    }

    private mutating func read(_ secret: Secret, _ reference: LocatedReference) -> Connection? {
        let text = secret.reveal()
        let isJSON = text.trimmingBlanks.hasPrefix("{")
        do {
            let connection =
                isJSON
                ? try ConnectionJSON.parse(text, rules: settings.rules).connection
                : try ConnectionURI.parse(text, rules: settings.rules)
            if let connection { return sound(connection, reference) }
            unusable(reference, "a field has a type that hooks do not expect")
        } catch {
            unusable(reference, error.code.explanation)
        }
        return nil
    }

    private mutating func sound(_ connection: Connection, _ reference: LocatedReference) -> Connection? {
        var connection = connection
        connection.connType = connection.connType.map(ConnectionType.normalized)
        let problems = ConnectionCheck(rules: settings.rules).problems(in: connection)
        guard let first = problems.first(where: { $0.severity == .error }) else { return connection }
        unusable(reference, first.message)
        return nil
    }

    private mutating func unusable(_ reference: LocatedReference, _ reason: String) {
        report(
            .referenceValue, "the value of \(reference.reference.name) is no connection: \(reason)",
            at: reference.location, hint: "it must be a URI or a JSON object of connection fields")
    }
}

extension EntryAssembler {
    private mutating func extra(
        _ declared: DeclaredValue, of connection: inout Connection, into result: inout ResolvedEntry
    ) {
        switch declared {
        case .text(let text): extraText(text, of: &connection, into: &result)
        case .json(let tree, _): extraMembers(tree, of: &connection, into: &result)
        }
    }

    private mutating func extraText(
        _ text: DeclaredText, of connection: inout Connection, into result: inout ResolvedEntry
    ) {
        switch outcome(of: text) {
        case .value(let secret):
            connection.extra = secret.isEmpty ? nil : secret
            guard case .reference(let reference) = text, !secret.isEmpty else { return }
            guard (try? PythonJSON.parse(secret.reveal()))?.object == nil else { return }
            report(
                .extraNotAnObject, "the value of \(reference.reference.name) is not a JSON object",
                at: reference.location)
        case .kept: result.kept.insert("extra")
        case .unresolved: result.unresolved.insert("extra")
        case .failed: break
        }
    }

    /// Members that are kept or unknown are left out of the text; the rest is written as Airflow writes objects.
    private mutating func extraMembers(
        _ tree: LocatedValue, of connection: inout Connection, into result: inout ResolvedEntry
    ) {
        var members: [JSONObject.Member] = []
        for member in tree.effectiveMembers {
            let name = member.key.text ?? ""
            switch json(member.value) {
            case .value(let value): members.append(.init(JSONString(name), value))
            case .kept: result.kept.insert("extra.\(name)")
            case .unresolved: result.unresolved.insert("extra.\(name)")
            case .failed: break
            }
        }
        connection.extra = members.isEmpty ? nil : Secret(PythonJSON.dumps(.object(JSONObject(members))))
    }
}
