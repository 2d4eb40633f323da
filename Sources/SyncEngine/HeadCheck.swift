import Ledger
import Planning
import SyncModel

/// Compares the ledger in this clone with the head item, so that a clone without the ledger, or behind it, stops
/// instead of taking everything for new.
enum HeadCheck {
    enum Verdict: Equatable {
        case current

        /// The head item does not name the newest commits: a run was interrupted, or failed, before it wrote the item.
        ///
        /// - Parameter by: How many; nil where there is no head item.
        case headIsBehind(by: Int?)

        /// The branch of this clone does not have what the head item names.
        case ledgerIsBehind
    }

    /// - Parameters:
    ///   - tip: the newest ledger commit of this clone.
    ///   - lead: how many commits it is ahead of the one that the head item names; nil where that one is not below it.
    static func verdict(tip: String?, head: LedgerHead?, lead: Int?) -> Verdict {
        switch (tip, head, lead) {
        case (nil, nil, _): .current
        case (nil, _?, _): .ledgerIsBehind
        // The first apply was interrupted between its commit and its head; a longer ledger lost its head item.
        case (_?, nil, _): .headIsBehind(by: nil)
        case (_?, _?, 0?): .current
        case (_?, _?, let lead?): .headIsBehind(by: lead)
        case (_?, _?, nil): .ledgerIsBehind
        }
    }

    /// The failure of a clone that lacks ledger commits, with the command that brings them.
    ///
    /// - Parameters:
    ///   - remote: where they can be fetched from; nil in a clone without remotes.
    ///   - present: the newest ledger commit, where the repository still holds it though the branch is gone or moved.
    static func behind(branch: String, remote: String?, tip: String?, present: String?) -> EngineFailure {
        let what =
            tip == nil
            ? "this clone has no ledger branch \(branch), but Akeyless says there is one"
            : "the ledger branch \(branch) of this clone is not the newest"
        return EngineFailure(
            .stale, code: "ledger-behind", what,
            causes: ["without it everything would look unmanaged or changed by others"],
            hints: bringing(branch, remote, tip, present))
    }

    private static func bringing(_ branch: String, _ remote: String?, _ tip: String?, _ present: String?) -> [String] {
        let move = present.map { ["this clone still holds it: git branch \(tip == nil ? "" : "-f ")\(branch) \($0)"] }
        let fetch = remote.map { ["git fetch \($0) \(branch):\(branch)"] }
        guard move == nil, fetch == nil else { return (move ?? []) + (fetch ?? []) }
        return [
            "this clone has no remote; fetch it from the clone that applied last: "
                + "git fetch <folder or address of that clone> \(branch):\(branch)",
            "if the branch was moved here: git reflog \(branch)",
        ]
    }

    /// The failure of a branch that ends with commits not made by Lockstep.
    static func altered(branch: String, _ problem: LedgerVerification.Problem, head: LedgerHead?) -> EngineFailure {
        EngineFailure(
            .failed, code: "ledger-altered",
            "the revision \(problem.revision.prefix(12)) of \(branch) was not made by Lockstep",
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

    /// - Parameter hasLedger: Whether anything is recorded under the key; else the item is in the way of the first one.
    static func keyBroken(_ path: ItemPath, hasLedger: Bool) -> EngineFailure {
        EngineFailure(
            .failed, code: "ledger-key-broken", "the item \(path) is not a ledger key",
            causes: ["its value is not what Lockstep writes there"],
            hints: hasLedger
                ? [
                    "an earlier version of the item may be the key; put it back: "
                        + "lockstep secret describe \(path) --versions, "
                        + "lockstep secret get \(path) --version N | lockstep secret update \(path)",
                    "if the key is lost, read every value anew under a new one: lockstep ledger rekey",
                ]
                : ["there is no ledger yet: move that item away, or set ledger.key_path to another path"])
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
