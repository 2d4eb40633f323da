import Applying
import SyncModel
import Synchronization
import TestSupport

/// A store in memory that keeps time, versions and a log of its calls, and fails on request.
final class Vault: SecretStore {
    struct Item: Hashable {
        var fields: [String: String]
        var id: Int64
        var version = 1
        var modified: Int64
        var blocked: String?
        var isDeleteProtected = false
    }

    struct Call: Hashable, Sendable {
        enum Kind: String, Hashable, Sendable {
            case list, read, create, updateValue, updateDescription, delete, purge
        }

        var kind: Kind
        var path: ItemPath?

        init(_ kind: Kind, _ path: ItemPath? = nil) {
            (self.kind, self.path) = (kind, path)
        }
    }

    /// Whether a failing call had its effect.
    enum Fault: Sendable {
        case before(StoreError)
        case after(StoreError)
    }

    struct State {
        var items: [ItemPath: Item] = [:]
        var payloads: [ItemPath: [String: String]] = [:]
        var now: Int64 = 1000
        var nextID: Int64 = 1
        var calls: [Call] = []
        var faults: [Call: [Fault]] = [:]
        var inFlight = 0
        var mostInFlight = 0
        var sleeps: [Duration] = []
        var hasDate = true
        var afterCall: [Call: @Sendable (inout State) -> Void] = [:]
    }

    let state = Mutex(State())
    let power: Power

    init(power: Power = Power()) {
        self.power = power
    }

    func with<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { body(&$0) }
    }

    /// Puts an item there as somebody else would.
    func put(_ path: ItemPath, _ fields: [String: String]) {
        with { $0.write(path, fields) }
    }

    /// Lets the next calls of this kind fail, in this order.
    func fail(_ call: Call, _ faults: Fault...) {
        with { $0.faults[call, default: []] += faults }
    }

    /// Does something right after the next such call.
    func after(_ call: Call, _ body: @escaping @Sendable (inout State) -> Void) {
        with { $0.afterCall[call] = body }
    }

    func list(_ paths: Set<ItemPath>, toCreate: Set<ItemPath>) async throws(StoreError) -> StoreListing {
        try await perform(Call(.list)) { state in
            let items = paths.map { path in (path, state.observation(path)) }
            return StoreListing(
                items: Dictionary(items) { $1 },
                answeredAt: state.hasDate ? ServiceTime(secondsSince1970: State.epoch + state.now) : nil)
        }
    }

    func read(_ requests: [ReadRequest]) async -> [ItemPath: Result<EntryFingerprint, StoreError>] {
        var answers: [ItemPath: Result<EntryFingerprint, StoreError>] = [:]
        for request in requests {
            do throws(StoreError) {
                let fields: [String: String]? = try await perform(Call(.read, request.path)) {
                    $0.items[request.path]?.fields
                }
                answers[request.path] =
                    fields.map { .success(Sample.fingerprint($0, at: request.path, under: request.rule)) }
                    ?? .failure(StoreError(.notFound))
            } catch {
                answers[request.path] = .failure(error)
            }
        }
        return answers
    }

    func create(_ path: ItemPath) async throws(StoreError) {
        let isThere = try await perform(Call(.create, path)) { state in
            if state.items[path] != nil { return true }
            state.write(path, state.payloads[path] ?? [:])
            return false
        }
        if isThere { throw StoreError(.alreadyExists) }
    }

    func updateValue(_ path: ItemPath) async throws(StoreError) {
        let isThere = try await perform(Call(.updateValue, path)) { state in
            guard var fields = state.items[path]?.fields, let payload = state.payloads[path] else { return false }
            let description = path.isVariable ? fields["description"] : payload["description"]
            fields = payload
            fields["description"] = description
            state.write(path, fields)
            return true
        }
        if !isThere { throw StoreError(.notFound) }
    }

    func updateDescription(_ path: ItemPath) async throws(StoreError) {
        let isThere = try await perform(Call(.updateDescription, path)) { state in
            guard var fields = state.items[path]?.fields else { return false }
            fields["description"] = state.payloads[path]?["description"]
            state.write(path, fields)
            return true
        }
        if !isThere { throw StoreError(.notFound) }
    }

    func delete(_ path: ItemPath) async throws(StoreError) {
        let isThere = try await perform(Call(.delete, path)) { $0.items.removeValue(forKey: path) != nil }
        if !isThere { throw StoreError(.notFound) }
    }

    func purge(_ path: ItemPath) async throws(StoreError) {
        let isThere = try await perform(Call(.purge, path)) { $0.items.removeValue(forKey: path) != nil }
        if !isThere { throw StoreError(.notFound) }
    }

    /// One call: its faults, its effect, and the power that may fail before or after.
    private func perform<Result: Sendable>(
        _ call: Call, _ effect: (inout State) -> Result
    ) async throws(StoreError) -> Result {
        guard power.isOn() else { throw StoreError(.failed, "dead") }
        let fault = with { state -> Fault? in
            state.calls.append(call)
            state.inFlight += 1
            state.mostInFlight = max(state.mostInFlight, state.inFlight)
            return state.faults[call]?.isEmpty == false ? state.faults[call]?.removeFirst() : nil
        }
        await Task.yield()
        defer { with { $0.inFlight -= 1 } }
        if case .before(let error)? = fault { throw error }
        let result = with { state in
            let result = effect(&state)
            if let action = state.afterCall.removeValue(forKey: call) { action(&state) }
            return result
        }
        guard power.isOn() else { throw StoreError(.failed, "dead") }
        if case .after(let error)? = fault { throw error }
        return result
    }
}

extension Vault.State {
    static let epoch: Int64 = 1_772_366_400  // 2026-03-01T12:00:00Z

    mutating func write(_ path: ItemPath, _ fields: [String: String]) {
        var item = items[path] ?? Vault.Item(fields: [:], id: nextID, version: 0, modified: now)
        if item.version == 0 { nextID += 1 }
        item.fields = fields
        item.version += 1
        item.modified = now
        items[path] = item
    }

    func observation(_ path: ItemPath) -> Observation {
        guard let item = items[path] else { return .absent }
        return .present(
            ObservedItem(
                path: path, row: item.row, blocked: item.blocked, isDeleteProtected: item.isDeleteProtected))
    }
}

extension Vault.Item {
    var row: RowStamp {
        let (minutes, seconds) = (modified / 60, modified % 60)
        let text = { (number: Int64) in number < 10 ? "0\(number)" : "\(number)" }
        return RowStamp(
            itemID: id, lastVersion: version,
            modificationDate: "2026-03-01T12:\(text(minutes)):\(text(seconds))Z")
    }
}

extension ItemPath {
    var isVariable: Bool { rawValue.contains("/variables/") }
}

/// Cuts every effect after a number of them, as a killed process would.
final class Power: Sendable {
    private let left: Mutex<Int>

    init(_ effects: Int = .max) {
        left = Mutex(effects)
    }

    func isOn() -> Bool {
        left.withLock { left in
            if left > 0, left != .max { left -= 1 }
            return left > 0
        }
    }

    func restore() { left.withLock { $0 = .max } }
    var isCut: Bool { left.withLock { $0 == 0 } }
    func limit(_ effects: Int) { left.withLock { $0 = effects } }
}

/// A ledger in memory.
final class MemoryJournal: ApplyJournal {
    struct State {
        var intent: ApplyIntent?
        var applied = AppliedState(revision: "r0", keyID: Sample.key.id)
        var revisions: [ApplyRecord] = []
        var intents = 0
        var failures: [String: JournalError] = [:]
    }

    let state = Mutex(State())
    let power: Power

    init(power: Power = Power()) {
        self.power = power
    }

    func with<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { body(&$0) }
    }

    func writeIntent(_ intent: ApplyIntent) async throws(JournalError) {
        try perform("writeIntent") { state in
            state.intent = intent
            state.intents += 1
        }
    }

    func finish(_ record: ApplyRecord) async throws(JournalError) -> String {
        try perform("finish") { state in
            for put in record.puts { state.applied.records[put.path] = put }
            for path in record.removals { state.applied.records[path] = nil }
            for path in record.endedHolds { state.applied.holds[path] = nil }
            state.applied.holds.merge(record.newHolds) { $1 }
            state.revisions.append(record)
            return "r\(state.revisions.count)"
        }
    }

    func removeIntent() async throws(JournalError) {
        try perform("removeIntent") { $0.intent = nil }
    }

    private func perform<Result: Sendable>(
        _ name: String, _ effect: (inout State) -> Result
    ) throws(JournalError) -> Result {
        guard power.isOn() else { throw JournalError(.failed, "dead") }
        if let failure = with({ $0.failures[name] }) { throw failure }
        let result = with(effect)
        guard power.isOn() else { throw JournalError(.failed, "dead") }
        return result
    }
}

/// A clock whose sleeps pass at once and move the vault's time.
struct VaultClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Self, b: Self) -> Bool { a.offset < b.offset }
    }

    let vault: Vault

    var now: Instant { Instant(offset: .seconds(vault.with { $0.now })) }
    var minimumResolution: Duration { .seconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let wait = now.duration(to: deadline)
        vault.with { state in
            state.sleeps.append(wait)
            state.now += wait.components.seconds
        }
    }
}
