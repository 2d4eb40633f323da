import DevGateway
import Planning
import SyncEngine
import SyncModel

/// Starts the development gateway inside this process, over the project's own file, which one process can have at a
/// time: another command of the project is waited for as long as the user allows.
func startEmbedded(file: String, waiting timeout: Duration, notice: (String) -> Void) async throws -> EmbeddedGateway {
    try PrivateFile.makeFolder(of: file)
    let gateway = try await startGateway(over: file, waiting: timeout, notice: notice)
    guard let credentials = gateway.credentials else {
        throw EngineFailure(.ourBug, code: "embedded-identity", "the embedded gateway has no identity")
    }
    return EmbeddedGateway(
        url: gateway.url, accessID: credentials.accessID, accessKey: credentials.accessKey,
        stop: { await gateway.stop() })
}

/// How often the file is tried while another process has it.
private let pollInterval = Duration.milliseconds(250)

private func startGateway(
    over file: String, waiting timeout: Duration, notice: (String) -> Void
) async throws -> RunningGateway {
    let deadline = ContinuousClock.now.advanced(by: timeout)
    var hasWaited = false
    while true {
        do {
            return try await DevGateway.start(GatewayConfiguration(storage: .file(file)))
        } catch let error as GatewayError where error.code == .dataFileInUse {
            guard ContinuousClock.now.advanced(by: pollInterval) <= deadline else { throw error }
            if !hasWaited { notice("waiting for another command, which has the embedded gateway's file") }
            hasWaited = true
            // A Ctrl-C ends the wait as its deadline does.
            guard (try? await Task.sleep(for: pollInterval)) != nil else { throw error }
        }
    }
}
