import Ledger
import Planning
import SyncModel

/// Compares the ledger in this clone with the head item, so that a clone without the ledger, or behind it, stops
/// instead of taking everything for new.
enum HeadCheck {
    enum Verdict: Equatable {
        case current

        /// The ledger is ahead by exactly the commit that an interrupted run made last; the head item is to be written.
        case headIsBehind

        /// This clone lacks what the head item names.
        case ledgerIsBehind
    }

    /// - Parameters:
    ///   - tip: the newest ledger commit of this clone.
    ///   - parent: the commit before it.
    static func verdict(tip: String?, parent: String?, head: LedgerHead?) -> Verdict {
        switch (tip, head) {
        case (nil, nil): .current
        case (nil, _?): .ledgerIsBehind
        // The first apply was interrupted between its commit and its head; a longer ledger lost its head item.
        case (_?, nil): .headIsBehind
        case (let tip?, let head?) where head.revision == tip: .current
        case (_?, let head?): head.revision == parent ? .headIsBehind : .ledgerIsBehind
        }
    }

    /// The failure of a clone that lacks ledger commits, with the command that fetches them.
    static func behind(branch: String, remote: String, tip: String?) -> EngineFailure {
        let what =
            tip == nil
            ? "this clone has no ledger branch \(branch), but Akeyless says there is one"
            : "the ledger branch \(branch) of this clone is not the newest"
        return EngineFailure(
            .stale, code: "ledger-behind", what,
            causes: ["without it everything would look unmanaged or changed by others"],
            hints: ["git fetch \(remote) \(branch):\(branch)"])
    }

    /// The failure of a branch whose newest commit was not made by Lockstep.
    static func altered(branch: String, _ problem: LedgerVerification.Problem, head: LedgerHead?) -> EngineFailure {
        EngineFailure(
            .failed, code: "ledger-altered",
            "the newest revision of \(branch), \(problem.revision.prefix(12)), was not made by Lockstep",
            causes: [problem.message, "nothing was planned upon it"],
            hints: ["`lockstep verify` looks through the whole ledger"]
                + (head.map { ["back to what was applied last: git branch -f \(branch) \($0.revision)"] } ?? []))
    }

    static func keyMissing(_ path: ItemPath) -> EngineFailure {
        EngineFailure(
            .failed, code: "ledger-key-missing", "there is a ledger, but its key \(path) is not in Akeyless",
            causes: ["its fingerprints cannot be compared without the key"],
            hints: ["put the item back, or read every value anew under a new key: lockstep ledger rekey"])
    }

    static func keyWrong(_ path: ItemPath, wanted: String, found: String) -> EngineFailure {
        EngineFailure(
            .failed, code: "ledger-key-wrong", "the key at \(path) is not the one this ledger was written with",
            causes: ["the ledger names key \(wanted), Akeyless holds \(found)"],
            hints: [
                "set ledger.key_path to the right item, or put the right key back",
                "if that key is lost: lockstep ledger rekey",
            ])
    }
}
