/// Limits and effects of a client, beyond where it speaks and as whom.
package struct ClientOptions: Sendable {
    package var retry: RetryPolicy = .standard

    /// How long one exchange may take.
    package var requestTimeout: Duration = .seconds(30)

    /// How many requests may be under way at once.
    package var concurrency = 16
    package var maximumResponseSize = 64 << 20
    package var userAgent = "lockstep"

    package var time: TimeSource

    /// The longest time a session is used, also where the service would let it live longer.
    package var sessionLimit: Duration?

    /// Whether the service's words about a login may be repeated: they name the access id.
    package var repeatsWordsAboutLogin = true

    /// What logins of clouds and pods may look at on this machine.
    package var cloud: CloudEffects = .none

    /// A number from 0 to below 1, new at every call.
    package var jitter: @Sendable () -> Double = { Double.random(in: 0..<1) }
    package var observer: @Sendable (ClientEvent) -> Void = { _ in }

    package init(time: TimeSource) {
        self.time = time
    }
}
