/// What an announced apply means to whoever wants to write next.
package enum IntentStanding: Sendable, Hashable {
    /// Nothing is announced.
    case none

    /// This clone announced it, or took it for settled before it arrived. Whoever holds the kernel's lock knows that its
    /// run is dead, and may resolve it.
    case own(AnnouncedIntent)

    /// Another clone announced it. Whether its run is alive only people know.
    case foreign(AnnouncedIntent)

    /// This clone announced it, and the remote does not have it: it was never accepted there, so that nothing was
    /// written, or it was resolved there. There is nothing left to find out.
    case settled(AnnouncedIntent)

    /// - Parameters:
    ///   - local: What the reference of this clone announces.
    ///   - pull: What the remote said; nil for a ledger that is not shared.
    ///   - isSettled: Whether the announcement at the remote is one that this clone settled before it arrived.
    package static func of(local: AnnouncedIntent?, pull: LedgerPull?, isSettled: Bool = false) -> IntentStanding {
        guard let pull else { return local.map { .own($0) } ?? .none }
        if let there = pull.intent {
            return isSettled || local?.revision == there.revision ? .own(there) : .foreign(there)
        }
        // Made before the ledger was shared, it never had to be at the remote.
        return local.map { $0.intent.isShared ? .settled($0) : .own($0) } ?? .none
    }

    /// The intent that is in force, if any.
    package var unresolved: AnnouncedIntent? {
        switch self {
        case .none, .settled: nil
        case .own(let intent), .foreign(let intent): intent
        }
    }
}
