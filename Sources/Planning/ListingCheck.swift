package import SyncModel

/// Guards against a listing that lost items on the way: it must never look like a mass deletion.
package enum ListingCheck {
    package enum Verdict: Hashable, Sendable {
        case plausible

        /// Nothing is listed in a folder where the ledger records items.
        case folderEmpty(folder: String, recorded: Int)

        /// Fewer than half of the recorded items are listed.
        case shrunk(listed: Int, recorded: Int)

        /// What looks wrong, with figures; nil for a plausible listing.
        package var message: String? {
            switch self {
            case .plausible: nil
            case .folderEmpty(let folder, let recorded):
                "the listing of \(folder) is empty, but the ledger records \(counted(recorded, "item")) there"
            case .shrunk(let listed, let recorded):
                "the listing holds \(listed) of \(counted(recorded, "item")) that the ledger records, fewer than half"
            }
        }
    }

    /// Judges a listing.
    ///
    /// - Parameters:
    ///   - folders: The folders that were listed, each ending in a slash.
    ///   - listed: Every path the listing named, before any question by name.
    ///   - recorded: The paths in the ledger.
    package static func verdict(
        folders: [String], listed: Set<ItemPath>, recorded: some Collection<ItemPath>
    ) -> Verdict {
        let (expected, present) = (countsByFolder(recorded), countsByFolder(listed))
        for folder in folders.sorted() {
            if let count = expected[ItemPath(folder)], present[ItemPath(folder)] == nil {
                return .folderEmpty(folder: folder, recorded: count)
            }
        }
        let found = recorded.count { listed.contains($0) }
        return found * 2 < recorded.count ? .shrunk(listed: found, recorded: recorded.count) : .plausible
    }

    /// How many of the paths lie below each folder, at any depth; folders end in a slash.
    package static func countsByFolder(_ paths: some Sequence<ItemPath>) -> [ItemPath: Int] {
        var counts: [ItemPath: Int] = [:]
        for path in paths {
            let text = path.rawValue.utf8
            for slash in text.indices where text[slash] == UInt8(ascii: "/") {
                counts[ItemPath(String(Substring(text[...slash]))), default: 0] += 1
            }
        }
        return counts
    }
}
