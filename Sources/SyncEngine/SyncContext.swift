package import SyncModel

/// Every effect of the engine in one value, so that a test decides what time it is and what the environment holds.
package struct SyncContext: Sendable {
    /// The project's folder: the one that holds `lockstep.yaml`.
    package var directory: String

    /// The environment of the process.
    package var variables: [String: String]

    /// Settings given as flags, by setting name.
    package var flags: [String: String]

    /// Names this machine and process to whoever finds a lock taken.
    package var host: String
    package var processID: Int

    /// Whose process it is, by the system's own list of users.
    package var user: String

    /// Seconds since 1970.
    package var now: @Sendable () -> Int64

    /// Starts the gateway inside this process over a file and tells how to reach it.
    package var startEmbeddedGateway: @Sendable (_ file: String) async throws -> EmbeddedGateway

    /// Tells someone who watches how far the work is.
    package var progress: @Sendable (ProgressEvent) -> Void

    /// Tells whoever watches that the service asked for fewer requests.
    package var throttled: @Sendable () -> Void

    /// Tells something that matters even when nobody asked: a long wait, a recovery, a note on an address.
    package var notice: @Sendable (String) -> Void

    /// Asks a yes-or-no question at a terminal; no where there is nobody to ask.
    package var confirm: @Sendable (_ question: String) -> Bool

    package init(
        directory: String, variables: [String: String], flags: [String: String],
        host: String = "localhost", processID: Int = 0, user: String = "unknown", now: @escaping @Sendable () -> Int64,
        startEmbeddedGateway: @escaping @Sendable (String) async throws -> EmbeddedGateway,
        progress: @escaping @Sendable (ProgressEvent) -> Void = { _ in },
        throttled: @escaping @Sendable () -> Void = {},
        notice: @escaping @Sendable (String) -> Void = { _ in },
        confirm: @escaping @Sendable (_ question: String) -> Bool = { _ in false }
    ) {
        self.directory = directory
        self.variables = variables
        self.flags = flags
        self.host = host
        self.processID = processID
        self.user = user
        self.now = now
        self.startEmbeddedGateway = startEmbeddedGateway
        self.progress = progress
        self.throttled = throttled
        self.notice = notice
        self.confirm = confirm
    }
}

/// A gateway that runs inside this process: its address and the identity it made for it.
package struct EmbeddedGateway: Sendable {
    package var url: String
    package var accessID: String
    package var accessKey: Secret
    package var stop: @Sendable () async -> Void

    package init(url: String, accessID: String, accessKey: Secret, stop: @escaping @Sendable () async -> Void) {
        self.url = url
        self.accessID = accessID
        self.accessKey = accessKey
        self.stop = stop
    }
}

/// How far a piece of long work is.
package struct ProgressEvent: Sendable, Hashable {
    /// What is being done, as a present participle: `reading declarations`, `writing items`.
    package var phase: String
    package var done: Int
    package var total: Int?

    package init(phase: String, done: Int = 0, total: Int? = nil) {
        self.phase = phase
        self.done = done
        self.total = total
    }
}
