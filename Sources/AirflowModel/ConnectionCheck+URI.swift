import SyncModel

extension ConnectionCheck {
    /// Everything that is wrong with a connection declared as a URI: what the URI loses or hides, then what is wrong
    /// with the connection it gives.
    package func problems(inURI uri: String) -> [ConnectionProblem] {
        let connection: Connection
        do {
            connection = try ConnectionURI.parse(uri, rules: rules)
        } catch {
            return [
                ConnectionProblem(
                    .error, .invalidURI, "the URI cannot be read: \(error.code.explanation)", hint: hint(for: uri))
            ]
        }
        guard let connType = connection.connType, !connType.isEmpty else { return [emptyConnType(uri)] }
        return uriProblems(uri) + lostParts(of: uri, in: connection) + problems(in: connection)
    }

    private func emptyConnType(_ uri: String) -> ConnectionProblem {
        ConnectionProblem(
            .error, .emptyConnType, "the URI gives an empty conn_type: what precedes its first colon is no scheme",
            hint: hint(for: uri))
    }

    private func hint(for uri: String) -> String? {
        let text = Bytes(PythonText.stripped(uri))
        if text.first == UInt8(ascii: "{") { return "write a connection in JSON as a mapping, not as text" }
        if hasDisplacedCredentials(text) { return Self.encodingHint }
        guard let separator = text.firstRange(of: "://") else { return "a URI begins like `postgres://`" }
        if text[..<separator.lowerBound].contains("_") { return "write `-` for `_` before `://`" }
        return hasStraySeparator(Bytes(uri)) ? "write `%3A%2F%2F` for `://` inside a value" : nil
    }

    private func uriProblems(_ uri: String) -> [ConnectionProblem] {
        let bytes = Bytes(uri)
        var problems = displacedParts(bytes)
        if hasStraySeparator(bytes) {
            problems.append(
                ConnectionProblem(
                    .warning, .uriUnencodedSeparator,
                    "a second `://` makes Airflow look for a protocol in front of the host, which is then lost",
                    hint: "write `%3A%2F%2F` for `://` inside a value"))
        }
        if lowercasesHost(bytes) {
            problems.append(
                ConnectionProblem(
                    .warning, .uriHostLowercased, field: "host", "Airflow lower-cases the host of a URI",
                    hint: "declare the connection as a mapping to keep the case"))
        }
        if decodesQuery(uri) {
            problems.append(
                ConnectionProblem(
                    .note, .uriQueryDecoded, field: "extra",
                    "values of the query that are JSON, such as `5432` or `true`, are stored as numbers, booleans or objects",
                    hint: "declare the connection as a mapping with `extra` to keep them as text"))
        }
        if let last = uri.unicodeScalars.last, PythonText.isBlank(last), last != "\n", last != "\r", last != "\t" {
            problems.append(
                ConnectionProblem(
                    .warning, .uriTrailingBlank, "the blank at the end of the URI belongs to its last part"))
        }
        return problems
    }

    private static let encodingHint =
        "percent-encode the password: %2F for `/`, %3F for `?`, %23 for `#`, %40 for `@`, %3A for `:`"

    /// Where login and password do not stand where they belong, so that other fields hold them.
    private func displacedParts(_ uri: Bytes) -> [ConnectionProblem] {
        if let rest = uri.cut(at: ":").after, !rest.isEmpty, !rest.starts(with: "//".utf8) {
            return rest.contains("@")
                ? [
                    ConnectionProblem(
                        .warning, .uriMisplacedPassword,
                        "without `//` behind the conn_type, login, password and host all end up in the schema",
                        hint: "write `postgres://login:password@host/schema`, with the conn_type that is meant")
                ]
                : [
                    ConnectionProblem(
                        .warning, .uriWithoutSlashes,
                        "without `//` behind it, what precedes the first colon is the conn_type and all else the schema",
                        hint: "write `postgres://host:5432/schema`, with the conn_type that is meant")
                ]
        }
        guard hasDisplacedCredentials(uri) else { return [] }
        return [
            ConnectionProblem(
                .warning, .uriMisplacedPassword,
                "the `@` comes after a `/`, `?` or `#`, which ended the password, so that other fields hold it",
                hint: Self.encodingHint)
        ]
    }

    /// Whether the `@` behind login and password stands after a sign that ends them; in the value of a query it means
    /// nothing.
    private func hasDisplacedCredentials(_ uri: Bytes) -> Bool {
        guard let start = uri.firstRange(of: "://")?.upperBound, uri[start...].firstRange(of: "://") == nil else {
            return false
        }
        let rest = uri[start...]
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        guard !rest[..<end].contains("@"), rest[..<end].contains(":") else { return false }
        let (path, query) = rest[end...].cut(at: "?")
        return path.contains("@") || query?.cut(at: "=").before.contains("@") == true
    }

    /// Whether the second `://` stands behind the host.
    func hasStraySeparator(_ uri: Bytes) -> Bool {
        guard let first = uri.firstRange(of: "://"), let second = uri[first.upperBound...].firstRange(of: "://") else {
            return false
        }
        return uri[first.upperBound..<second.lowerBound].contains { "/?#".utf8.contains($0) }
    }

    private func lowercasesHost(_ uri: Bytes) -> Bool {
        guard let first = uri.firstRange(of: "://") else { return false }
        let start = uri[first.upperBound...].firstRange(of: "://")?.upperBound ?? first.upperBound
        let rest = uri[start...]
        let authority = URIAuthority(rest[..<(rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex)])
        return !sameCodePoints(authority.decodedHost, PercentCoding.decoded(authority.host))
    }

    private func decodesQuery(_ uri: String) -> Bool {
        guard rules.decodesQueryValues, let core = try? ConnectionURI.parse(uri, rules: rules),
            let verbatim = try? ConnectionURI.parse(uri, rules: rules, reader: .taskSDK)
        else { return false }
        return core.extra != verbatim.extra
    }
}
