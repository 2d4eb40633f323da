import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import SyncModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A gateway that answers on a port, until it is stopped.
package final class RunningGateway: Sendable {
    /// How long ``stop()`` lets calls under way finish.
    private static let patience = Duration.seconds(2)

    /// The gateway behind the port, for tests that look inside.
    package let gateway: Gateway
    /// The host it listens on.
    package let host: String
    /// The port it listens on, also when a free one was asked for.
    package let port: Int
    private let server: Server<HTTP1Channel>
    private let service: Task<Void, any Error>

    /// The address clients use, without a trailing slash.
    package var url: String {
        "http://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(port)"
    }

    /// The login made on first start; nil when identities were configured.
    package var credentials: GatewayCredentials? { gateway.credentials }

    init(_ gateway: Gateway) async throws {
        let configuration = gateway.configuration
        let (started, startedContinuation) = AsyncStream.makeStream(of: Int.self)
        let responder = GatewayResponder(gateway)
        let server = Server(
            childChannelSetup: HTTP1Channel(responder: { request, writer, _ in
                let response = try GatewayResponder.response(for: try await responder.answer(request))
                try await writer.write(response: response.head, body: response.body)
            }),
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1024),
            onServerRunning: { channel in
                startedContinuation.yield(channel.localAddress?.port ?? configuration.port)
                startedContinuation.finish()
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "gateway", factory: { _ in SwiftLogNoOpLogHandler() }))
        let service = Task {
            defer { startedContinuation.finish() }
            try await server.run()
        }
        guard let port = await started.first(where: { _ in true }) else {
            // Whoever is cancelled is told nothing any more, and the server may well run.
            service.cancel()
            let failure = await Self.failure(of: service, address: "\(configuration.host):\(configuration.port)")
            throw Task.isCancelled ? CancellationError() : failure
        }
        self.gateway = gateway
        self.server = server
        self.service = service
        self.port = port
        host = configuration.host
    }

    /// Stops listening, lets calls under way finish for a short while, and lets the data file go.
    package func stop() async {
        let server = server
        let service = service
        let impatience = Task {
            try await Task.sleep(for: Self.patience)
            service.cancel()
        }
        do {
            try await server.shutdownGracefully()
            try await service.value
        } catch {
            // The server has ended either way; there is nobody to tell.
            service.cancel()
        }
        impatience.cancel()
        try? await gateway.close()
    }

    private static func failure(of service: Task<Void, any Error>, address: String) async -> GatewayError {
        do {
            try await service.value
            return .addressUnavailable(address, CancellationError())
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            return .portInUse(address)
        } catch {
            return .addressUnavailable(address, error)
        }
    }
}
