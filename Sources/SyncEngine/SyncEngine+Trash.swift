import AkeylessClient
import AkeylessWire
import Planning
import SyncModel

extension SyncEngine {
    /// What a plan deletes for ever, and what is to be said about it.
    struct ExpiredTrash: Sendable {
        var changes: [PlannedChange] = []
        var notes: [Diagnostic] = []
    }

    /// What has been in the trash long enough; looked for only where the plan may delete.
    ///
    /// A trash that cannot be listed keeps nothing else from being done: whatever stays is found by the next plan.
    ///
    /// - Parameter identify: What the item was called, by the path that it had.
    func expiredTrash(
        _ request: PlanRequest, _ policy: PlanPolicy, _ session: Session, identify: (ItemPath) -> EntryID?
    ) async -> ExpiredTrash {
        guard request.prune, let trash = session.location.trash else { return ExpiredTrash() }
        let listing: ItemListing
        do {
            listing = try await ItemWalk(client: session.client, prefixes: [trash.folder]).run()
        } catch {
            return ExpiredTrash(notes: [
                Diagnostic(
                    .warning, code: "trash-not-listed",
                    "the trash \(trash.folder) could not be looked through: \(escapedForTerminal("\(error)"))")
            ])
        }
        var expired = ExpiredTrash()
        for listed in listing.items {
            let path = ItemPath(listed.item.name)
            guard let origin = trash.expiredOrigin(of: listed, session.blocks),
                request.purgeable?.contains(path) ?? true
            else { continue }
            let id = identify(origin)
            guard policy.exclusion(of: id, at: origin) == nil else { continue }
            expired.changes.append(
                PlannedChange(
                    .purge, id: id, path: path, reason: ChangeReason(.trashExpired),
                    precondition: StoredReading.row(listed.item)))
        }
        expired.changes.sort { $0.path < $1.path }
        if let note = Self.note(expired.changes.map(\.path)) { expired.notes.append(note) }
        return expired
    }

    private static func note(_ paths: [ItemPath]) -> Diagnostic? {
        guard !paths.isEmpty else { return nil }
        let shown = paths.prefix(10).map { escapedForTerminal($0.rawValue) }.joined(separator: ", ")
        let rest = paths.count > 10 ? " and \(paths.count - 10) more" : ""
        let items = paths.count == 1 ? "1 item leaves" : "\(paths.count) items leave"
        return Diagnostic(.warning, code: "trash-expired", "\(items) the trash for ever: \(shown)\(rest)")
    }
}

extension Trash {
    /// Where an item was that may be deleted for ever: it lies where the trash puts things, under its own id and with
    /// this project's tag, nothing forbids it, and by the service's own clock its days are over; nil for any other.
    func expiredOrigin(of listed: ListedItem, _ blocks: ItemBlocks) -> ItemPath? {
        let item = listed.item
        guard let origin = origin(of: ItemPath(item.name)), origin.id == item.id, item.tags.contains(blocks.ownTag),
            !item.isDeleteProtected, blocks.reason(item) == nil, let now = listed.answeredAt,
            isExpired(item.tags, now: now)
        else { return nil }
        return origin.path
    }
}
