extension FaultRule {
    /// Reads a rule as the control interface spells it.
    ///
    /// Members: `command`, `name`, `nth`, `times` (a number or `"always"`), `action`, and what the action needs.
    init(_ json: JSON) throws(Refusal) {
        guard let members = json.members else { throw .body("a fault rule must be an object") }
        let arguments = Arguments(members)
        let times = try arguments.text("times")
        let command = try arguments.text("command")
        self.init(
            command: command == "*" ? nil : command, name: try arguments.text("name"),
            nth: try arguments.integer("nth") ?? 1,
            times: times == "always" ? nil : try arguments.integer("times") ?? 1,
            action: try FaultAction(arguments))
        guard nth >= 1 else { throw .body("nth counts from 1") }
    }

    /// The rule as the control interface spells it, without bodies.
    var json: JSON {
        [
            "command": command.map(JSON.string) ?? "*", "name": name.map(JSON.string) ?? nil, "nth": .integer(nth),
            "times": times.map { .integer($0) } ?? "always", "action": .string(action.name),
        ]
    }
}

extension FaultAction {
    fileprivate init(_ arguments: Arguments) throws(Refusal) {
        switch try arguments.requiredText("action") {
        case "status":
            guard let status = try arguments.integer("status"), (200...599).contains(status) else {
                throw .missing("status")
            }
            self = .status(
                status, body: try arguments.text("body"), retryAfter: try arguments.text("retry-after"),
                processed: try arguments.flag("processed") ?? false)
        case "delay-before": self = .delayBefore(try Self.duration(arguments))
        case "delay-after": self = .delayAfter(try Self.duration(arguments))
        case "drop-before": self = .dropBefore
        case "drop-after": self = .dropAfter
        case "truncate": self = .truncate(keeping: try arguments.integer("keep"))
        case "garbage":
            self = .garbage(
                body: try arguments.text("body") ?? "<html><body>upstream error</body></html>",
                contentType: try arguments.text("content-type") ?? "text/html")
        case "huge":
            let bytes = try arguments.integer("bytes") ?? 64 << 20
            guard (0...1 << 30).contains(bytes) else { throw .body("bytes must be at most 1 GiB") }
            self = .huge(bytes: bytes)
        case "redirect":
            let status = try arguments.integer("status") ?? 302
            guard (300...399).contains(status) else { throw .body("a redirect has a status from 300 to 399") }
            self = .redirect(location: try arguments.requiredText("location"), status: status)
        case "stale": self = .stale
        default: throw .body("unknown action")
        }
    }

    private static func duration(_ arguments: Arguments) throws(Refusal) -> Duration {
        guard let text = try arguments.text("seconds"), let seconds = Double(text), seconds >= 0, seconds <= 3600 else {
            throw .missing("seconds")
        }
        return .seconds(seconds)
    }
}
