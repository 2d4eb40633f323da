import AkeylessWire
public import SyncModel

/// What reading one of many values gave.
public enum ValueReading: Sendable {
    /// The value; one that is not a text comes as its JSON.
    case value(Secret)
    /// There is no such item.
    case absent
    /// It may not be read, and whether it exists is not told.
    case denied(AkeylessError)
    /// It is unknown what it is.
    case failed(AkeylessError)
}

extension AkeylessClient {
    /// Reads one static secret.
    ///
    /// - Parameter ignoresCache: Whether to read past a cache of the gateway, which may be minutes behind.
    public func secretValue(
        _ name: String, version: Int? = nil, ignoresCache: Bool = true
    ) async throws -> Secret {
        let body: RequestBody = [
            .names: .texts([name]), .version: version.map { .number(Int64($0)) },
            .ignoreCache: ignoresCache ? .textFlag(true) : nil,
        ]
        let answer = try await call(.getSecretValue, body, subject: name, as: SecretValues.self)
        let reading = reading(.getSecretValue, subject: name)
        guard answer.concerns([name]) else {
            throw reading.make(.garbage, detail: "the answer is about other names")
        }
        guard let value = answer.value(for: name) else {
            throw reading.make(.notFound, detail: "the answer holds no value for this name")
        }
        return value
    }

    /// Reads many static secrets, by the names as they were given.
    ///
    /// It does not throw: one bad name costs no other its value, and what kept a value from being read stands beside its
    /// name. Names go out in batches; the service fails a whole batch for one bad name, so such a batch is halved.
    public func secretValues(_ names: [String]) async -> [String: ValueReading] {
        let answers = await ValueBatches(client: self).read(names) { _ in }
        return Dictionary(names.compactMap { name in answers[ItemPath(name)].map { (name, $0) } }) { first, _ in first }
    }

    /// The same by path, which tells names apart that are one text to Swift and two items to the service.
    ///
    /// - Parameter answered: Told after each batch how many paths have an answer.
    package func secretValues(
        at paths: [ItemPath], answered: @Sendable (Int) -> Void = { _ in }
    ) async -> [ItemPath: ValueReading] {
        await ValueBatches(client: self).read(paths.map(\.rawValue), answered: answered)
    }

    /// Makes credentials of a dynamic secret; the JSON text of the answer.
    public func dynamicSecretValue(_ name: String, arguments: [String] = []) async throws -> Secret {
        let body: RequestBody = [.name: .text(name), .args: arguments.isEmpty ? nil : .texts(arguments)]
        return Secret(try await call(.getDynamicSecretValue, body, subject: name, as: FreeAnswer.self).source)
    }

    /// Reads the credentials of a rotated secret, by the newer command, or the older where a gateway does not know it.
    ///
    /// The JSON text of the answer, which holds them below `value`.
    public func rotatedSecretValue(_ name: String, version: Int? = nil) async throws -> Secret {
        let version = version.map { WireValue.number(Int64($0)) }
        do {
            let body: RequestBody = [.name: .text(name), .version: version]
            return Secret(try await call(.rotatedSecretGetValue, body, subject: name, as: FreeAnswer.self).source)
        } catch let error as AkeylessError where error.kind == .unknownCommand {
            // Despite its name, the field holds one name.
            let body: RequestBody = [.names: .text(name), .version: version, .ignoreCache: .textFlag(true)]
            return Secret(try await call(.getRotatedSecretValue, body, subject: name, as: FreeAnswer.self).source)
        }
    }
}
