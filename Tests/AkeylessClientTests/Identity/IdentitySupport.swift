import AkeylessClient
import AkeylessWire
import Foundation
import SyncModel

/// A machine made of variables and files, on a network made of a script, and the login that comes out of them.
struct Machine {
    var environment: [String: String] = ["HOME": "/home/me"]
    var files: [String: String] = [:]
    var program: (@Sendable ([String]) async throws -> [UInt8])?

    struct NoSuchFile: Error {}

    /// Logs in; answers of the service itself are given, everything else comes from the script.
    func login(
        _ method: AuthMethod, network: @escaping ScriptedTransport.Script = { _ in TransportResponse(status: 404) }
    ) async throws -> SentRequest {
        let test = try client(method, network: network)
        try await test.client.login()
        guard let request = test.transport.requests(.auth).last else { throw NoSuchFile() }
        return request
    }

    func client(
        _ method: AuthMethod, network: @escaping ScriptedTransport.Script = { _ in TransportResponse(status: 404) }
    ) throws -> TestClient {
        let files = files
        let effects = CloudEffects(
            environment: environment,
            readFile: { path in
                guard let text = files[path] else { throw NoSuchFile() }
                return Array(text.utf8)
            }, runProgram: program)
        return try TestClient(auth: method, cloud: effects) { request throws(TransportError) in
            request.command == .auth ? .token("t-1") : try await network(request)
        }
    }
}

extension SentRequest {
    var url: String { request.url }

    func header(_ name: String) -> String? {
        request.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The decoded text of a base64 field.
    func decoded(_ name: WireField) -> String? {
        self[name].flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The fields of a form body.
    var form: [String: String] {
        let pairs = body.split(separator: "&").map { field in
            field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { String($0).removingPercentEscapes }
        }
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
    }
}
