package import SyncModel

/// Where the ledger's key, its head item and the trash live in Akeyless.
package struct LedgerLocation: Sendable, Hashable {
    package let keyPath: ItemPath

    /// The item that names the newest ledger commit of one environment, beside the key.
    package let headPath: ItemPath

    /// Where deleted items are kept for a while.
    var trash: Trash?

    /// Where a new key waits until the ledger is written under it.
    package var nextKeyPath: ItemPath { ItemPath(keyPath.rawValue + "-next") }

    /// - Parameters:
    ///   - configured: `ledger.key_path`, if set.
    ///   - basePaths: the enabled base paths of the backend.
    ///   - projectID: unlike the project's name, the same in every clone, even where the project file names none.
    package init(configured: String?, basePaths: [String], projectID: String, environment: String) {
        let key = configured ?? Self.commonParent(basePaths) + "/lockstep/\(projectID)/ledger-key"
        keyPath = ItemPath(key)
        let folder = keyPath.rawValue.prefix(upTo: keyPath.rawValue.lastIndex(of: "/") ?? keyPath.rawValue.startIndex)
        headPath = ItemPath("\(folder)/head-\(environment)")
    }

    /// The paths of the items beside the entries, which no reference may reach.
    var ownPaths: Set<String> { [keyPath.rawValue, nextKeyPath.rawValue, headPath.rawValue] }

    /// Whether an item is the tool's own and therefore never an entry.
    package func holds(_ path: ItemPath) -> Bool {
        path == keyPath || path == nextKeyPath || path.rawValue.hasPrefix(folder + "head-")
            || trash?.origin(of: path) != nil
    }

    private var folder: String {
        let text = keyPath.rawValue
        return String(text[...(text.lastIndex(of: "/") ?? text.startIndex)])
    }

    /// The deepest folder that is a proper parent of all paths: `/airflow` for `/airflow/connections` and
    /// `/airflow/config`, and an empty text for the root.
    package static func commonParent(_ paths: [String]) -> String {
        let split = paths.map { path in
            path.split(separator: "/").dropLast().map(String.init)
        }
        guard var common = split.first else { return "" }
        for parts in split.dropFirst() {
            common = Array(zip(common, parts).prefix { $0 == $1 }.map(\.0))
        }
        return common.map { "/" + $0 }.joined()
    }
}
