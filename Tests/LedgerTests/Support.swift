import SyncModel
import TestSupport
import Testing

@testable import Ledger

/// A ledger in a temporary repository, with short ways to say what an apply did.
struct LedgerFixture {
    static let key = FingerprintKey(bytes: [UInt8](repeating: 7, count: 32))
    static let time = LedgerTime(secondsSinceEpoch: 1_767_225_600, offsetMinutes: 60)
    static let context = LedgerContext(
        gateway: "https://user:secret@gw.example.com:8000/api/v2?token=x", accessID: "p-abc123", source: "0123abcd",
        plan: "plan-1", version: "1.0.0")

    let temporary: TemporaryRepository
    let ledger: Ledger

    init(options: [String] = [], branch: String = "lockstep/prod") async throws {
        temporary = try await TemporaryRepository(options: options)
        ledger = try await Self.open(temporary, branch: branch)
    }

    init(_ temporary: TemporaryRepository, folder: String? = nil) async throws {
        self.temporary = temporary
        ledger = try await Self.open(temporary, folder: folder)
    }

    static func open(
        _ temporary: TemporaryRepository, folder: String? = nil, branch: String = "lockstep/prod",
        environment: String = "prod", project: String = "6b1f0c3e", without: Set<String> = []
    ) async throws -> Ledger {
        let variables = temporary.environment.filter { !without.contains($0.key) }
        let repository = try LedgerRepository(containing: folder ?? temporary.path, variables: variables)
        return try await Ledger.open(repository, branch: branch, environment: environment, projectID: project)
    }

    static func record(_ path: String, version: Int = 1, host: String = "db", key: FingerprintKey = key)
        -> AppliedRecord
    {
        let meaning = EntryMeaning(fields: ["conn_type": Secret("postgres"), "host": Secret(host)])
        let path = ItemPath(path)
        return AppliedRecord(
            id: EntryID(kind: .connection, key: path.rawValue.split(separator: "/").last.map(String.init) ?? ""),
            path: path,
            row: RowStamp(itemID: 17, lastVersion: version, modificationDate: "2026-01-01T00:00:00Z"), racy: false,
            fingerprint: key.fingerprint(meaning, at: path), connType: "postgres",
            source: SourceLocation(file: "connections/a.yaml", line: 3), sourceCommit: "0123abcd")
    }

    /// Records that items were created or updated, and others deleted.
    @discardableResult
    func apply(
        _ records: [AppliedRecord], deleting deleted: [String] = [], fields: [String] = ["host"],
        outcome: LedgerOutcome = .complete, holds: [ItemPath: Fingerprint]? = nil, time: LedgerTime = time
    ) async throws -> String {
        let state = try await ledger.appliedState()
        var changes = records.map { record in
            LedgerChange(state.records[record.path] == nil ? .create : .update, record.path, fields: fields)
        }
        changes += deleted.map { LedgerChange(.delete, ItemPath($0)) }
        var all: [ItemPath: AppliedRecord?] = [:]
        for record in records { all[record.path] = .some(record) }
        for path in deleted { all[ItemPath(path)] = .some(nil) }
        let update = LedgerUpdate(
            expected: state.revision, records: all, changes: changes, holds: holds, outcome: outcome,
            context: Self.context)
        return try await ledger.append(update, key: Self.key, at: time)
    }

    @discardableResult
    func git(_ line: String) async throws -> String { try await temporary.git(line) }
}

/// The code of the error that something throws.
func ledgerError(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Void
) async -> LedgerError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? LedgerError
    }
}

/// A small generator whose series repeats for a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Names that have broken tools before.
enum HostileNames {
    static let all: [String] = [
        "", ".", "..", ".git", ".GIT", ".Git", "git~1", "GIT~1", ".g\u{200C}it", ".gi\u{FEFF}t", ".gitmodules", ".git ",
        ".git.", ".lockstep-ledger", ".lockstep-ledger.json", "a.json", "A.JSON", "a%2Ejson", "%", "%%", "%41", "%-",
        "%+",
        "a%", "back\\slash", "new\nline", "tab\t", "nul\0", "esc\u{1B}[31m", "bell\u{7}", "rtl\u{202E}", "é",
        "e\u{301}", "É",
        "straße", "STRASSE", "日本", "🔑", "con", "CON", "Con", "nul.txt", "com1", "aux", "trailing.", "trailing ",
        " leading",
        "a:b", "a*b", "a?b", "a\"b", "a<b", "a|b", "name", "Name", "NAME", "nAmE", "-option", "--", "HEAD", "a, b",
        "a: b",
        "Lockstep-Seal: 00", "create /x", String(repeating: "x", count: 200), String(repeating: "x", count: 201),
        String(repeating: "y", count: 199) + ".git", String(repeating: "é", count: 300),
        String(repeating: "%", count: 500),
        String(repeating: "z", count: 196) + ".json",
    ]

    static func random(using random: inout some RandomNumberGenerator) -> String {
        let pieces = all.filter { $0.utf8.count < 40 } + ["a", "b", "A", "B", ".", " ", "%", "~", "\u{301}"]
        return (0..<Int.random(in: 1...3, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "a" }
            .joined()
    }

    static func randomPath(using random: inout some RandomNumberGenerator) -> ItemPath {
        let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            Bool.random(using: &random) ? all.randomElement(using: &random) ?? "a" : HostileNames.random(using: &random)
        }
        return ItemPath("/" + parts.joined(separator: "/"))
    }
}
