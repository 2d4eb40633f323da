package import SyncModel

/// Where the ledger's key, its head item and the trash live in Akeyless.
package struct LedgerLocation: Sendable, Hashable {
    package let keyPath: ItemPath

    /// The item that names the newest ledger commit of one environment, beside the key.
    package let headPath: ItemPath

    /// Where deleted items are kept for a while.
    var trash: Trash?

    /// Where a new key waits until the ledger is written under it.
    package var nextKeyPath: ItemPath { ItemPath(LedgerKeyPlace.next(of: keyPath.rawValue)) }

    /// - Parameters:
    ///   - configured: `ledger.key_path`, if set.
    ///   - basePaths: the enabled base paths of the backend.
    ///   - projectID: unlike the project's name, the same in every clone, even where the project file names none.
    package init(configured: String?, basePaths: [String], projectID: String, environment: String) {
        let key = configured ?? LedgerKeyPlace.path(below: Self.commonParent(basePaths), projectID: projectID)
        keyPath = ItemPath(key)
        headPath = ItemPath("\(key.enclosingFolder)head-\(environment)")
    }

    /// The paths of the items beside the entries, which no reference may reach.
    var ownPaths: Set<String> { [keyPath.rawValue, nextKeyPath.rawValue, headPath.rawValue] }

    /// Whether an item is the tool's own and therefore never an entry.
    package func holds(_ path: ItemPath) -> Bool {
        path == keyPath || path == nextKeyPath || path.rawValue.begins(with: keyPath.rawValue.enclosingFolder + "head-")
            || trash?.origin(of: path) != nil
    }

    /// The deepest folder that is a proper parent of all paths: `/airflow` for `/airflow/connections` and
    /// `/airflow/config`, and an empty text for the root.
    package static func commonParent(_ paths: [String]) -> String {
        let split = paths.map { Array($0.pathParts().dropLast()) }
        guard var common = split.first else { return "" }
        for parts in split.dropFirst() {
            common = Array(zip(common, parts).prefix { $0.utf8.elementsEqual($1.utf8) }.map(\.0))
        }
        return common.map { "/" + $0 }.joined()
    }
}
