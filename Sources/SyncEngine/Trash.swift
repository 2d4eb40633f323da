import AkeylessClient
import Declarations
import SyncModel

/// Where deleted items go instead of vanishing: `<ledger.trash_path>/<environment>/<item id>/<old path>`.
///
/// Akeyless deletes all versions of an item at once and for good, but a renamed item keeps them. Its id stays the same
/// as well, so an item that the ledger recorded once is found again without any list.
struct Trash: Sendable, Hashable {
    /// The folder with its final slash.
    let folder: String

    /// After so many days an item is deleted for good.
    let days: Int

    init?(settings: Settings) {
        guard let path = settings.text(.ledgerTrashPath) else { return nil }
        let parts = path.split(separator: "/") + [Substring(settings.environment)]
        folder = parts.map { "/" + $0 }.joined() + "/"
        days = settings.count(.ledgerTrashDays)
    }

    func path(of id: Int64, at path: ItemPath) -> ItemPath {
        ItemPath("\(folder)\(id)\(path.rawValue)")
    }

    /// Which item it was and where; nil for what the trash did not put there.
    func origin(of path: ItemPath) -> (id: Int64, path: ItemPath)? {
        guard path.rawValue.utf8.starts(with: folder.utf8) else { return nil }
        let rest = path.rawValue.dropFirst(folder.count)
        guard let slash = rest.firstIndex(of: "/"), let id = Int64(rest[..<slash]) else { return nil }
        return (id, ItemPath(String(rest[slash...])))
    }
}

/// An item in the trash that a rollback wants back.
struct TrashedItem: Sendable, Hashable {
    var path: ItemPath

    /// Whether its newest version is the one that is wanted.
    var isNewest: Bool
}
