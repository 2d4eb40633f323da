import SyncModel

/// Keeps the gateways inside this process for as long as engines are in use: each file's started once, stopped once.
package actor EmbeddedHost {
    private let start: @Sendable (String) async throws -> EmbeddedGateway
    private var running: [String: Task<EmbeddedGateway, any Error>] = [:]

    package init(start: @escaping @Sendable (String) async throws -> EmbeddedGateway) {
        self.start = start
    }

    func gateway(over file: String) async throws -> EmbeddedGateway {
        if let running = running[file] { return try await running.sharedResult.get() }
        let start = start
        let task = Task { try await start(file) }
        running[file] = task
        return try await task.sharedResult.get()
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
