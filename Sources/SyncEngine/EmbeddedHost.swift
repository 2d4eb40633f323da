/// Keeps the gateway inside this process for as long as an engine is in use: started once, stopped once.
actor EmbeddedHost {
    private let start: @Sendable (String) async throws -> EmbeddedGateway
    private var running: Task<EmbeddedGateway, any Error>?

    init(start: @escaping @Sendable (String) async throws -> EmbeddedGateway) {
        self.start = start
    }

    func gateway(over file: String) async throws -> EmbeddedGateway {
        if let running { return try await running.value }
        let start = start
        let task = Task { try await start(file) }
        running = task
        return try await task.value
    }

    func stop() async {
        guard let running, let gateway = try? await running.value else { return }
        self.running = nil
        await gateway.stop()
    }
}
