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
        let parts = path.pathParts() + [settings.environment]
        folder = parts.map { "/" + $0 }.joined() + "/"
        days = settings.count(.ledgerTrashDays)
    }

    /// Begins the tag that tells when an item was moved here; the seconds since 1970 follow.
    ///
    /// An item's own date cannot tell, since it is not documented whether a new name counts as a change of the item.
    private static let tagPrefix = "lockstep-trashed:"

    static func tag(movedAt seconds: Int64) -> String { "\(tagPrefix)\(seconds)" }

    static func isTag(_ tag: String) -> Bool { tag.hasPrefix(tagPrefix) }

    /// Whether an item with these tags has been here long enough; never one that no tag speaks of.
    func isExpired(_ tags: [String], now: Int64) -> Bool {
        let moves = tags.filter(Self.isTag).compactMap { Int64($0.dropFirst(Self.tagPrefix.count)) }
        return moves.max().map { $0 <= now - Int64(days) * 86_400 } ?? false
    }

    func path(of id: Int64, at path: ItemPath) -> ItemPath {
        ItemPath("\(folder)\(id)\(path.rawValue)")
    }

    /// Which item it was and where; nil for what the trash did not put there.
    func origin(of path: ItemPath) -> (id: Int64, path: ItemPath)? {
        guard let rest = path.rawValue.dropping(prefix: folder),
            let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")), let id = Int64(rest[..<slash])
        else { return nil }
        return (id, ItemPath(String(rest[slash...])))
    }
}

/// An item in the trash that a rollback wants back.
struct TrashedItem: Sendable, Hashable {
    var path: ItemPath

    /// Whether its newest version is the one that is wanted.
    var isNewest: Bool

    /// What the trash wrote on it, which goes when it is taken back.
    var tags: [String]
}
