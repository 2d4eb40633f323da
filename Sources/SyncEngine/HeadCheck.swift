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

        /// There is a ledger, but its key is gone.
        case keyIsMissing
    }

    /// - Parameters:
    ///   - tip: the newest ledger commit of this clone.
    ///   - parent: the commit before it.
    ///   - hasKey: whether the key could be read.
    static func verdict(tip: String?, parent: String?, head: LedgerHead?, hasKey: Bool) -> Verdict {
        switch (tip, head) {
        case (nil, nil): return .current
        case (nil, _?): return .ledgerIsBehind
        case (let tip?, nil):
            if !hasKey { return .keyIsMissing }
            // The first apply was interrupted between its commit and its head; a longer ledger lost its head item.
            _ = tip
            return .headIsBehind
        case (let tip?, let head?):
            if !hasKey { return .keyIsMissing }
            if head.revision == tip { return .current }
            return head.revision == parent ? .headIsBehind : .ledgerIsBehind
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

    static func keyMissing(_ path: ItemPath) -> EngineFailure {
        EngineFailure(
            .failed, code: "ledger-key-missing", "there is a ledger, but its key \(path) is not in Akeyless",
            hints: ["restore the item; the ledger's fingerprints cannot be checked without it"]
        )
    }
}
