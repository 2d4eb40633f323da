/// The paths below `/_gateway/`, by which tests in other processes steer a gateway.
///
/// - `GET requests`: `{"total", "counts": {command: n}, "writes": [{"command", "name", "time", "status", "faults"}]}`;
///   `DELETE requests` or `POST requests/reset` starts over.
/// - `POST faults`: one rule, a list of rules, or `{"rules": [...]}`, replacing those before; `GET faults` tells how
///   many calls each has matched; `DELETE faults` lifts them. A rule has `command`, `name` (a part of it), `nth`,
///   `times` (a number or `"always"`) and `action`: `status` (`status`, `body`, `retry-after`, `processed`),
///   `delay-before` and `delay-after` (`seconds`), `drop-before`, `drop-after`, `truncate` (`keep`), `garbage` (`body`,
///   `content-type`), `huge` (`bytes`), `redirect` (`location`, `status`) or `stale`.
/// - `POST clock`: `set` (RFC 3339 or unix seconds), `advance` (seconds), `step` (seconds with every command), `freeze`
///   (true or false); `GET clock`.
/// - `POST tokens/expire`: all session tokens, or those of one `access-id`.
/// - `POST rate-limit`: `per-second` and `retry-after` (true or false); `DELETE rate-limit`.
enum ControlRoute: String {
    case requests
    case requestsReset = "requests/reset"
    case faults
    case clock
    case expireTokens = "tokens/expire"
    case rateLimit = "rate-limit"

    init?(path: String) {
        let prefix = "/_gateway/"
        guard path.hasPrefix(prefix) else { return nil }
        self.init(rawValue: String(path.dropFirst(prefix.count)))
    }

    func answer(_ call: GatewayCall, gateway: Gateway) async -> GatewayAnswer {
        do {
            return GatewayAnswer(try await respond(call, gateway: gateway))
        } catch let refusal as Refusal {
            return GatewayAnswer(error: refusal.detail, status: refusal.status)
        } catch {
            return GatewayAnswer(error: "internal server error", status: 500)
        }
    }

    private func respond(_ call: GatewayCall, gateway: Gateway) async throws -> JSON {
        let controls = gateway.controls
        switch (self, call.method) {
        case (.requests, "GET"): return Self.requests(controls)
        case (.requests, "DELETE"), (.requestsReset, "POST"), (.requestsReset, "DELETE"):
            controls.reset()
        case (.faults, "GET"): return Self.faults(controls)
        case (.faults, "POST"):
            try await controls.setFaults(try Self.rules(call.body), on: gateway)
        case (.faults, "DELETE"): try await controls.setFaults([], on: gateway)
        case (.clock, "GET"): return Self.now(gateway)
        case (.clock, "POST"):
            try Self.steer(gateway.configuration.clock, try Arguments(body: call.body))
            return Self.now(gateway)
        case (.expireTokens, "POST"):
            let accessID = try Arguments(body: call.body).text("access-id")
            let now = gateway.configuration.clock.now
            let count = try await gateway.store.perform(writing: true) {
                try $0.expireSessions(accessID: accessID, now: now)
            }
            return ["expired": .integer(count)]
        case (.rateLimit, "POST"):
            let arguments = try Arguments(body: call.body)
            guard let count = try arguments.integer("per-second"), count >= 0 else {
                throw Refusal.missing("per-second")
            }
            let sendsRetryAfter = try arguments.flag("retry-after") ?? true
            controls.setRateLimit(RateLimit(callsPerSecond: count, sendsRetryAfter: sendsRetryAfter))
        case (.rateLimit, "DELETE"): controls.setRateLimit(nil)
        default: throw Refusal(status: 405, code: "", detail: "method not allowed", isBare: true)
        }
        return [:]
    }

    private static func requests(_ controls: TestControls) -> JSON {
        let counts = controls.counts.sorted { $0.key < $1.key }
        let writes = controls.writes.map { record in
            [
                "command": .string(record.command), "name": record.name.map(JSON.string) ?? nil,
                "time": .string(CivilTime(unixSeconds: record.unixSeconds).rfc3339),
                "status": record.status.map { .integer($0) } ?? nil, "faults": .array(record.faults.map(JSON.string)),
            ] as JSON
        }
        return [
            "total": .integer(counts.reduce(0) { $0 + $1.value }),
            "counts": .object(counts.map { JSON.Member($0.key, .integer($0.value)) }), "writes": .array(writes),
        ]
    }

    private static func faults(_ controls: TestControls) -> JSON {
        let rules = controls.faults.map { rule, matches in
            JSON.object((rule.json.members ?? []) + [JSON.Member("matches", .integer(matches))])
        }
        return ["rules": .array(rules)]
    }

    private static func rules(_ body: [UInt8]) throws(Refusal) -> [FaultRule] {
        let json: JSON
        do {
            json = try JSON.parse(body)
        } catch {
            throw Refusal.body(error.reason)
        }
        let rules = json.elements ?? json["rules"]?.elements ?? [json]
        return try rules.map { (rule) throws(Refusal) in try FaultRule(rule) }
    }

    private static func now(_ gateway: Gateway) -> JSON {
        let now = gateway.configuration.clock.now
        return ["now": .string(CivilTime(unixSeconds: now).rfc3339), "unix": .integer(now)]
    }

    /// Times a clock may be set to: four-digit years.
    private static let times = -62_135_596_800...253_402_300_799

    private static func steer(_ clock: GatewayClock, _ arguments: Arguments) throws {
        if let text = try arguments.text("set") {
            guard let time = Int(text) ?? CivilTime.unixSeconds(rfc3339: text), times.contains(time) else {
                throw Refusal.body("set must be a time")
            }
            clock.set(to: time)
        }
        if let seconds = try arguments.integer("advance") {
            guard times.contains(seconds), times.contains(clock.now + seconds) else {
                throw Refusal.body("advance must be a number of seconds")
            }
            clock.advance(by: seconds)
        }
        if let seconds = try arguments.integer("step") {
            guard (0...3600).contains(seconds) else { throw Refusal.body("step must be 0 to 3600 seconds") }
            clock.step(by: seconds)
        }
        switch try arguments.flag("freeze") {
        case true: clock.freeze()
        case false: clock.resume()
        default: break
        }
    }
}
