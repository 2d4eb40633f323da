import Synchronization

/// What tests learn about and do to a gateway: request counts, the log of writes, faults and a rate limit.
package final class TestControls: Sendable {
    /// One line of the log of writes, without any value.
    package struct WriteRecord: Sendable, Equatable {
        package let command: String
        package let name: String?
        package let unixSeconds: Int
        /// The status the command came to; nil when a fault kept it from being processed.
        package var status: Int?
        /// The faults that met the call.
        package let faults: [String]
    }

    private struct ScriptedRule {
        let rule: FaultRule
        var matches = 0
    }

    private struct State {
        var counts: [String: Int] = [:]
        var writes: [WriteRecord] = []
        var rules: [ScriptedRule] = []
        var limit: RateLimit?
        /// What stale reads are answered from.
        var staleStore: GatewayStore?
    }

    private let recordsWrites: Bool
    private let state = Mutex(State())

    init(recordsWrites: Bool) {
        self.recordsWrites = recordsWrites
    }

    /// Calls received so far, by command.
    package var counts: [String: Int] {
        state.withLock { $0.counts }
    }

    /// The writes received so far; only kept when the gateway was started with test controls.
    package var writes: [WriteRecord] {
        state.withLock { $0.writes }
    }

    /// Forgets counts and log.
    package func reset() {
        state.withLock {
            $0.counts = [:]
            $0.writes = []
        }
    }

    /// The rules in force, each with the number of calls it has matched.
    package var faults: [(rule: FaultRule, matches: Int)] {
        state.withLock { $0.rules.map { ($0.rule, $0.matches) } }
    }

    /// Puts other rules in force; with a ``FaultAction/stale`` one, the cache is filled now.
    package func setFaults(_ rules: [FaultRule], on gateway: Gateway) async throws {
        let needsSnapshot = rules.contains { $0.action == .stale }
        let snapshot = needsSnapshot ? try await gateway.store.snapshot() : nil
        state.withLock {
            $0.rules = rules.map { ScriptedRule(rule: $0) }
            $0.staleStore = snapshot
        }
    }

    /// Sets or lifts the rate limit.
    package func setRateLimit(_ limit: RateLimit?) {
        state.withLock { $0.limit = limit }
    }

    func count(_ command: String) {
        state.withLock { $0.counts[command, default: 0] += 1 }
    }

    /// Lets a call through to `perform`, or does to it what the rules say.
    func passing(
        _ command: Command, _ arguments: Arguments, gateway: Gateway,
        perform: (GatewayStore) async -> GatewayAnswer
    ) async -> GatewayAnswer {
        gateway.configuration.clock.tick()
        let now = gateway.configuration.clock.now
        let (isAdmitted, limit, actions, staleStore) = state.withLock { state in
            state.counts[command.name, default: 0] += 1
            let isAdmitted = state.limit?.admit(at: now) ?? true
            let actions = isAdmitted ? Self.fire(&state.rules, command.name, arguments) : []
            return (isAdmitted, state.limit, actions, state.staleStore)
        }
        let passage = FaultPassage(actions: actions, sleep: gateway.configuration.sleep)
        var record = WriteRecord(
            command: command.name, name: arguments.subject.map(ItemName.canonical), unixSeconds: now, status: nil,
            faults: isAdmitted ? actions.map(\.name) : ["rate-limit"])
        let answer: GatewayAnswer
        if let limit, !isAdmitted {
            answer = limit.refusal
        } else {
            answer = await passage.run {
                let usesStale = actions.contains(.stale) && (try? arguments.flag("ignore-cache")) != true
                let answer = await perform(usesStale && !command.isWrite ? staleStore ?? gateway.store : gateway.store)
                record.status = answer.status
                // At once: whoever is kept waiting for the answer may not live to see it.
                if command.isWrite { log(record) }
                return answer
            }
        }
        if command.isWrite, record.status == nil { log(record) }
        return answer
    }

    private func log(_ record: WriteRecord) {
        guard recordsWrites else { return }
        state.withLock { $0.writes.append(record) }
    }

    private static func fire(
        _ rules: inout [ScriptedRule], _ command: String, _ arguments: Arguments
    ) -> [FaultAction] {
        guard !rules.isEmpty else { return [] }
        var actions: [FaultAction] = []
        for index in rules.indices where rules[index].rule.concerns(command: command, subject: arguments.subject) {
            rules[index].matches += 1
            if rules[index].rule.suffers(match: rules[index].matches) { actions.append(rules[index].rule.action) }
        }
        return actions
    }
}
