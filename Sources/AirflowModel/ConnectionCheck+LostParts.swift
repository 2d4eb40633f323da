import SyncModel

extension ConnectionCheck {
    /// What of a URI that can be read does not arrive in the connection, or arrives as something else.
    func lostParts(of uri: String, in connection: Connection) -> [ConnectionProblem] {
        let bytes = Bytes(uri)
        return [
            bytes.contains("#")
                ? lost("everything from the first `#` on is lost", hint: "write `%23` for `#` inside a value") : nil,
            bytes.trimmingLineEnds.contains { [0x09, 0x0A, 0x0D].contains($0) }
                ? lost("Airflow drops tabs and line breaks inside a URI", hint: "write `%09`, `%0A` or `%0D` for them")
                : nil,
            confusesProtocol(bytes)
                ? lost(
                    "with this scheme in front of the host's protocol, Airflow reads another host",
                    hint: "write the scheme in lower case and different from the protocol, or declare a mapping") : nil,
            gainsReplacementCharacters(uri, connection)
                ? lost(
                    "the bytes behind a `%` are no UTF-8, so they become U+FFFD",
                    hint: "encode the characters as UTF-8, such as `%C3%BC` for `ü`") : nil,
            lostPairs(bytes),
        ].compactMap(\.self)
    }

    private func lost(_ message: String, hint: String) -> ConnectionProblem {
        ConnectionProblem(.warning, .uriPartsLost, message, hint: hint)
    }

    /// Airflow takes the scheme away by its lower-cased text, wherever that stands.
    private func confusesProtocol(_ uri: Bytes) -> Bool {
        guard uri.occurrences(of: "://") == 2, !hasStraySeparator(uri), let first = uri.firstRange(of: "://"),
            let second = uri[first.upperBound...].firstRange(of: "://")
        else { return false }
        let scheme = uri[..<first.lowerBound].text
        return scheme != scheme.lowercased() || uri[first.upperBound..<second.lowerBound].text == scheme
    }

    private func gainsReplacementCharacters(_ uri: String, _ connection: Connection) -> Bool {
        func holdsOne(_ text: String?) -> Bool { text?.unicodeScalars.contains("\u{FFFD}") ?? false }
        let fields = [connection.host, connection.login, connection.schema]
        let secrets = [connection.password, connection.extra].map { $0?.reveal() }
        // In JSON the character is written out.
        let isInExtra = connection.extra?.reveal().contains("\\ufffd") ?? false
        return !holdsOne(uri) && (isInExtra || (fields + secrets).contains(where: holdsOne))
    }

    private func lostPairs(_ uri: Bytes) -> ConnectionProblem? {
        let query = (uri.cut(at: "#").0.cut(at: "?").1).map { QueryString.pairs($0) } ?? []
        let names = query.map { Bytes($0.name) }
        if names.contains(Bytes(ConnectionURI.extraMarker)) {
            guard names.count > 1 else { return nil }
            return lost(
                "beside `__extra__`, every other pair of the query is lost", hint: "put all of it in `__extra__`")
        }
        guard Set(names).count < names.count else { return nil }
        return lost(
            "of several pairs with one name in the query, Airflow keeps the last", hint: "give each a name of its own")
    }
}

extension Bytes {
    fileprivate var trimmingLineEnds: Bytes {
        let end = lastIndex { ![0x09, 0x0A, 0x0D].contains($0) }.map { $0 + 1 } ?? startIndex
        return self[..<end]
    }
}
