import AkeylessClient
import AkeylessWire
import SyncModel
import Synchronization

/// A client on a script and a virtual clock.
struct TestClient {
    let client: AkeylessClient
    let transport: ScriptedTransport
    let clock: VirtualClock
    let events: EventLog

    init(
        _ address: String = "https://gw.example:8000/api/v2",
        auth: AuthMethod = .accessKey(accessID: "p-1", accessKey: Secret("key")), retry: RetryPolicy = .standard,
        concurrency: Int = 16, cloud: CloudEffects = .none,
        clock: VirtualClock = VirtualClock(), script: @escaping ScriptedTransport.Script
    ) throws {
        let events = EventLog()
        var options = ClientOptions(time: TimeSource(clock: clock, now: { loginTime }))
        options.retry = retry
        options.concurrency = concurrency
        options.jitter = { 0.5 }
        options.cloud = cloud
        options.observer = { events.append($0) }
        transport = ScriptedTransport(script)
        self.clock = clock
        self.events = events
        client = AkeylessClient(
            gateway: try GatewayURL(address), auth: auth, transport: transport, options: options)
    }

    /// A client whose logins always succeed; the script sees everything else.
    static func loggedIn(
        retry: RetryPolicy = .standard, concurrency: Int = 16, _ script: @escaping ScriptedTransport.Script
    ) throws -> TestClient {
        try TestClient(retry: retry, concurrency: concurrency) { request throws(TransportError) in
            request.command == .auth ? .token("t-1") : try await script(request)
        }
    }
}

final class EventLog: Sendable {
    private let events = Mutex<[ClientEvent]>([])

    func append(_ event: ClientEvent) { events.withLock { $0.append(event) } }

    var waits: [Duration] {
        events.withLock { $0.compactMap { if case .waiting(let wait, _) = $0 { wait } else { nil } } }
    }
}

/// The error that a call threw, where it is one of ours.
func akeylessError(_ body: () async throws -> Void) async -> AkeylessError? {
    do {
        try await body()
        return nil
    } catch { return error as? AkeylessError }
}
