/// A development gateway: the Akeyless v2 API from one SQLite file, for trying Lockstep and for tests.
///
/// It is a development store. Values stand in the data file in plain, guarded by its mode alone, and it offers nothing
/// the service does not: no compare-and-swap, no transaction over several secrets.
///
/// ```swift
/// let gateway = try await DevGateway.start(GatewayConfiguration(storage: .memory))
/// // ... use gateway.url with gateway.credentials ...
/// await gateway.stop()
/// ```
package enum DevGateway {
    /// Starts a gateway on a port and returns once it answers.
    ///
    /// - Throws: ``GatewayError``.
    package static func start(_ configuration: GatewayConfiguration) async throws -> RunningGateway {
        guard configuration.allowsRemoteConnections || Loopback.contains(configuration.host) else {
            throw GatewayError.remoteAddressRefused(configuration.host)
        }
        let gateway = try await Gateway.open(configuration)
        do {
            return try await RunningGateway(gateway)
        } catch {
            try? await gateway.close()
            throw error
        }
    }

    /// Serves until the task is cancelled, then ends what is under way and lets the data file go.
    ///
    /// - Parameter onStart: Called once the gateway answers, for a banner with its address.
    /// - Throws: ``GatewayError`` when it cannot start.
    package static func run(
        _ configuration: GatewayConfiguration, onStart: (RunningGateway) async throws -> Void
    ) async throws {
        let gateway = try await start(configuration)
        do {
            try await onStart(gateway)
            // Suspends until cancellation, which is the only way this wait ends.
            while true { try await Task.sleep(for: .seconds(3600)) }
        } catch is CancellationError {
            await gateway.stop()
        } catch {
            await gateway.stop()
            throw error
        }
    }
}

/// Which listening addresses only this machine can reach.
enum Loopback {
    static func contains(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
