import SyncModel

/// The JSON file that tells a gateway who may log in and which secrets it provides.
///
/// ```json
/// {"identities": [{"access_id": "p-ci", "access_key": "...", "uid_tokens": ["u-..."], "session_seconds": 3600,
///    "rules": [{"path": "/airflow/*", "capabilities": ["read", "list"]}],
///    "logins": [{"type": "jwt", "keys": [{"algorithm": "HS256", "secret": "..."}], "bound_claims": {"sub": ["ci"]}}]}],
///  "dynamic_secrets": {"/dynamic/db": {"user": "u", "password": "p"}}, "rotated_secrets": {"/rotated/db": {}}}
/// ```
///
/// Unknown members are errors, so that a misspelled rule does not silently grant or refuse anything.
package struct IdentityFile: Sendable {
    package let identities: [GatewayIdentity]
    package let providedSecrets: [ProvidedSecret]

    /// Reads a file.
    ///
    /// - Throws: ``GatewayError`` `invalid-configuration` or `data-file-unusable`.
    package init(path: String) throws(GatewayError) {
        guard let text = try DataFile.contents(of: path) else {
            throw .invalidConfiguration(path, "there is no such file")
        }
        try self.init(text: text, name: path)
    }

    /// Reads the text of a file; `name` is what errors call it.
    package init(text: String, name: String) throws(GatewayError) {
        do {
            let root = try IdentityNode(try JSON.parse(text: text), at: "the file")
            try root.allow("identities", "dynamic_secrets", "rotated_secrets")
            identities = try root.list("identities").map { try GatewayIdentity($0) }
            providedSecrets =
                try root.members("dynamic_secrets").map { .init(kind: .dynamic, name: $0.name, value: $0.value) }
                + root.members("rotated_secrets").map { .init(kind: .rotated, name: $0.name, value: $0.value) }
        } catch let problem as IdentityProblem {
            throw .invalidConfiguration(name, problem.text)
        } catch let problem as JSONParseError {
            throw .invalidConfiguration(name, "not JSON at byte \(problem.offset): \(problem.reason)")
        } catch {
            throw .invalidConfiguration(name, "a key or certificate cannot be read")
        }
        let ids = identities.map(\.accessID)
        guard Set(ids).count == ids.count else { throw .invalidConfiguration(name, "an access_id appears twice") }
    }
}

/// What is wrong in an identity file; names places, never values.
struct IdentityProblem: Error {
    let text: String
}

/// An object of the file with the place it stands at.
struct IdentityNode {
    private let json: JSON
    private let place: String

    init(_ json: JSON, at place: String) throws {
        guard json.members != nil else { throw IdentityProblem(text: "\(place) must be an object") }
        self.json = json
        self.place = place
    }

    func allow(_ names: String...) throws {
        for member in json.members ?? [] where !names.contains(member.name) {
            throw IdentityProblem(text: "\(place) has an unknown member \(member.name)")
        }
    }

    func text(_ name: String) throws -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.text else { throw IdentityProblem(text: "\(name) in \(place) must be a string") }
        return text
    }

    func requiredText(_ name: String) throws -> String {
        guard let text = try text(name), !text.isEmpty else {
            throw IdentityProblem(text: "\(place) needs \(name)")
        }
        return text
    }

    func integer(_ name: String) throws -> Int? {
        guard let value = json[name], value != .null else { return nil }
        guard let number = value.integer else { throw IdentityProblem(text: "\(name) in \(place) must be a number") }
        return number
    }

    func texts(_ name: String) throws -> [String] {
        guard let value = json[name], value != .null else { return [] }
        if let text = value.text { return [text] }
        let texts = value.elements?.compactMap(\.text)
        guard let texts, texts.count == value.elements?.count else {
            throw IdentityProblem(text: "\(name) in \(place) must be a list of strings")
        }
        return texts
    }

    func list(_ name: String) throws -> [IdentityNode] {
        guard let value = json[name], value != .null else { return [] }
        guard let elements = value.elements else { throw IdentityProblem(text: "\(name) in \(place) must be a list") }
        return try elements.enumerated().map { try IdentityNode($1, at: "\(name)[\($0)] in \(place)") }
    }

    func members(_ name: String) throws -> [JSON.Member] {
        guard let value = json[name], value != .null else { return [] }
        guard let members = value.members else { throw IdentityProblem(text: "\(name) in \(place) must be an object") }
        return members
    }

    func has(_ name: String) -> Bool { json[name] != nil }

    func problem(_ text: String) -> IdentityProblem { IdentityProblem(text: "\(place): \(text)") }
}
