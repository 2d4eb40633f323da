import Planning
import SyncModel
import TestSupport
import Testing

@testable import Applying

/// Random histories of declarations, outside edits, failures and kills, compared with what was declared last.
@Suite struct ModelTests {
    private static let selectors = ["connections/a", "connections/b", "variables/a", "variables/b", "config/a"]

    @Test(arguments: 0..<150 as Range<UInt64>) func everyHistoryConverges(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let world = World()
        world.policy = PlanPolicy(
            prune: true, overwriteUnmanaged: true, overwriteDrift: true,
            limits: SafetyLimits(delete: .count(100), update: .count(100)))
        for _ in 0..<12 {
            step(world, &random)
            if random.next() % 2 == 0 { continue }
            if random.next() % 3 == 0 { world.power.limit(Int(random.next() % 40) + 1) }
            _ = try? await world.recover()
            if world.journal.with({ $0.intent }) == nil {
                _ = await world.apply(parallelism: Int(random.next() % 8) + 1)
            }
            world.power.restore()
        }
        world.vault.with { $0.faults = [:] }
        _ = try await world.recover()
        #expect(await world.apply().results.allSatisfy { $0.outcome == .done })
        // What nobody declares and nobody recorded is somebody else's, and stays.
        let unmanaged = world.plan().changes.filter { $0.action == .unmanaged }.map(\.path)
        world.vault.with { state in unmanaged.forEach { state.items[$0] = nil } }
        // An item that was only touched keeps its old record until there is something else to record.
        let touched = world.plan().changes.filter { $0.action == .refresh }.map(\.path)
        world.journal.with { journal in
            for path in touched {
                journal.applied.records[path]?.row = world.vault.with { $0.items[path] }?.row ?? Sample.row(0)
            }
        }
        #expect(world.isConverged)
        let writes = world.writes.count
        #expect(!world.plan().summary.hasPending)
        _ = await world.apply()
        #expect(world.writes.count == writes)
    }

    /// Nothing that was changed outside is ever written without a flag that allows it.
    @Test(arguments: 0..<100 as Range<UInt64>) func outsideChangesSurviveWithoutFlags(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let world = World()
        for _ in 0..<12 {
            step(world, &random, failures: false)
            let before = world.vault.with { $0.items }
            let plan = world.plan()
            _ = await world.apply(plan, skipConflicts: true)
            let after = world.vault.with { $0.items }
            for change in plan.changes where !change.action.isWrite {
                #expect(before[change.path] == after[change.path], "\(change.action) \(change.path)")
            }
            #expect(!before.keys.contains { after[$0] == nil }, "nothing is deleted without --prune")
        }
    }

    private func step(_ world: World, _ random: inout SplitMix, failures: Bool = true) {
        let selector = Self.selectors[Int(random.next() % UInt64(Self.selectors.count))]
        let path = Sample.path(selector)
        let value = ["x", "y", "z"][Int(random.next() % 3)]
        let fields =
            selector.hasPrefix("connections")
            ? ["conn_type": "http", "host": value] : ["value": value, "description": value + value]
        world.vault.with { $0.now += Int64(random.next() % 5) }
        switch random.next() % (failures ? 7 : 5) {
        case 0, 1, 2: world.declare(selector, fields)
        case 3: world.declare(selector, nil)
        case 4: world.vault.put(path, fields)
        case 5:
            let kinds: [Vault.Call.Kind] = [.create, .updateValue, .updateDescription, .delete, .read]
            let error = StoreError([.lostAnswer, .denied, .throttled, .failed][Int(random.next() % 4)])
            let fault: Vault.Fault =
                error.code == .lostAnswer && random.next() % 2 == 0 ? .after(error) : .before(error)
            world.vault.fail(Vault.Call(kinds[Int(random.next() % 5)], path), fault)
        default: world.vault.with { $0.items[path] = nil }
        }
    }
}

/// A small generator whose sequences are the same everywhere.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
