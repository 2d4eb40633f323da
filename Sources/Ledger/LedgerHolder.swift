/// Who is applying: told to whoever finds a lock taken or an intent in the way.
package struct LedgerHolder: Sendable, Hashable, CustomStringConvertible {
    package var host: String
    package var processID: Int
    package var user: String

    /// The address of the CI job, where there is one.
    package var job: String?
    package var since: LedgerTime

    package init(host: String, processID: Int, user: String, job: String? = nil, since: LedgerTime) {
        self.host = host
        self.processID = processID
        self.user = user
        self.job = job
        self.since = since
    }

    /// For a message: `ada on build-7 (process 4711) since 2026-01-01T00:00:00Z, https://…`.
    package var description: String {
        "\(user) on \(host) (process \(processID)) since \(since.iso8601)" + (job.map { ", \($0)" } ?? "")
    }

    var node: JSONNode {
        .object(present: [
            "host": .string(host), "job": job.map { .string($0) }, "pid": .integer(Int64(processID)),
            "since": .string(since.iso8601), "user": .string(user),
        ])
    }

    init(from reader: inout JSONReader) throws(JSONReader.Problem) {
        var texts: [String: String] = [:]
        var processID: Int64?
        try reader.object { reader, name throws(JSONReader.Problem) in
            switch name {
            case "host", "job", "since", "user": texts[name] = try reader.string()
            case "pid": processID = try reader.integer()
            default: throw reader.problem("unknown member “\(name)”")
            }
        }
        guard let host = texts["host"], let user = texts["user"], let processID = processID.flatMap(Int.init(exactly:)),
            let since = texts["since"].flatMap(LedgerTime.init(iso8601:))
        else { throw reader.problem("a member is missing") }
        self.init(host: host, processID: processID, user: user, job: texts["job"], since: since)
    }
}
