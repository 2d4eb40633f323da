import AkeylessClient
import AkeylessWire
import Applying
import SyncModel

extension SyncEngine {
    /// Deletes for good what has been in the trash long enough; whatever stays is tried again by the next apply.
    ///
    /// Ours is what lies where the trash puts things, under its own id and with this project's tag.
    func emptyTrash(_ session: Session) async {
        guard let trash = session.location.trash else { return }
        do {
            let listing = try await ItemWalk(client: session.client, prefixes: [trash.folder]).run()
            var count = 0
            for listed in listing.items where isExpired(listed, trash, session) {
                try await session.client.deleteItem(listed.item.name)
                count += 1
            }
            guard count > 0 else { return }
            let items = count == 1 ? "1 item" : "\(count) items"
            context.notice("emptied the trash: \(items) had been in \(trash.folder) for \(trash.days) days or more")
        } catch {
            context.notice("the trash \(trash.folder) could not be emptied: \(escapedForTerminal("\(error)"))")
        }
    }

    /// Judged by the service's own clock, like the tag.
    private func isExpired(_ listed: ListedItem, _ trash: Trash, _ session: Session) -> Bool {
        let item = listed.item
        guard let origin = trash.origin(of: ItemPath(item.name)), origin.id == item.id,
            item.tags.contains(session.blocks.ownTag), let now = listed.answeredAt
        else { return false }
        return trash.isExpired(item.tags, now: now)
    }
}
