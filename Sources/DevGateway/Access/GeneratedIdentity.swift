import SyncModel

/// The one identity of a gateway that was started without any: made on first start, kept in the data file.
///
/// The data file holds its key only as a digest. The key itself stands in a file of mode 0600 beside the data file,
/// written so that a shell can source it; when that file is lost, the next start makes a new key.
enum GeneratedIdentity {
    /// Finds or makes the identity of a store.
    static func prepare(
        in store: GatewayStore, storage: GatewayConfiguration.Storage
    ) async throws -> (identity: KnownIdentity, credentials: GatewayCredentials) {
        let known = try await store.perform(writing: false) { try $0.generatedIdentity() }
        if let known, case .file(let path) = storage,
            let credentials = try credentials(besides: path), credentials.accessID == known.accessID,
            known.key.matches(credentials.accessKey.reveal())
        {
            return (KnownIdentity(generated: known.accessID, key: known.key), credentials)
        }
        let credentials = GatewayCredentials(
            accessID: known?.accessID ?? "p-" + hexadecimal(randomBytes(6)),
            accessKey: Secret(hexadecimal(randomBytes(32))))
        let digest = AccessKeyDigest(of: credentials.accessKey)
        // The key is on disk before its digest counts: a start cut short here is repaired by the next one.
        if case .file(let path) = storage { try write(credentials, besides: path) }
        try await store.perform(writing: true) {
            try $0.replaceGeneratedIdentity(accessID: credentials.accessID, key: digest)
        }
        return (KnownIdentity(generated: credentials.accessID, key: digest), credentials)
    }

    /// Where the credentials of a data file stand.
    static func credentialsPath(besides dataFile: String) -> String {
        dataFile + ".credentials"
    }

    private static func write(_ credentials: GatewayCredentials, besides dataFile: String) throws {
        let text = """
            # Login of the development gateway. Made on its first start; source this file in a shell.
            export AKEYLESS_ACCESS_ID='\(credentials.accessID)'
            export AKEYLESS_ACCESS_KEY='\(credentials.accessKey.reveal())'

            """
        try DataFile.replace(credentialsPath(besides: dataFile), with: text)
    }

    private static func credentials(besides dataFile: String) throws -> GatewayCredentials? {
        guard let text = try DataFile.contents(of: credentialsPath(besides: dataFile)) else { return nil }
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: "=", maxSplits: 1)
            guard words.count == 2, words[0].hasPrefix("export ") else { continue }
            values[words[0].dropFirst("export ".count)] = words[1].dropFirst().dropLast()
        }
        guard let id = values["AKEYLESS_ACCESS_ID"], let key = values["AKEYLESS_ACCESS_KEY"] else { return nil }
        return GatewayCredentials(accessID: String(id), accessKey: Secret(String(key)))
    }
}
