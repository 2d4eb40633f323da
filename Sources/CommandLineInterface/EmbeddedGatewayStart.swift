import DevGateway
import Foundation
import Planning
import SyncEngine
import SyncModel

/// Starts the development gateway inside this process, over the project's own file.
func startEmbedded(file: String) async throws -> EmbeddedGateway {
    try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: file).deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    let gateway = try await DevGateway.start(GatewayConfiguration(storage: .file(file)))
    guard let credentials = gateway.credentials else {
        throw EngineFailure(.ourBug, code: "embedded-identity", "the embedded gateway has no identity")
    }
    return EmbeddedGateway(
        url: gateway.url, accessID: credentials.accessID, accessKey: credentials.accessKey,
        stop: { await gateway.stop() })
}
