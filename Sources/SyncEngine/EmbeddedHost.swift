import SyncModel

/// Keeps the gateways inside this process for as long as engines are in use: each file's started once, stopped once.
package actor EmbeddedHost {
    private let start: @Sendable (String) async throws -> EmbeddedGateway
    private var running: [String: Task<EmbeddedGateway, any Error>] = [:]

    package init(start: @escaping @Sendable (String) async throws -> EmbeddedGateway) {
        self.start = start
    }

    func gateway(over file: String) async throws -> EmbeddedGateway {
        let task = running[file] ?? Task { [start] in try await start(file) }
        running[file] = task
        do {
            return try await task.sharedResult.get()
        } catch {
            // Whoever asks next begins anew.
            if running[file] == task { running[file] = nil }
            throw error
        }
    }

    func stop() async {
        let gateways = running.values
        running = [:]
        for task in gateways {
            guard let gateway = try? await task.value else { continue }
            await gateway.stop()
        }
    }
}
