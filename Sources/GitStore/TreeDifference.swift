import CLibgit2

extension GitRepository {
    /// The files that differ between two trees, in Git's order; equal folders are not opened.
    ///
    /// - Parameter before: Nil stands for the empty tree.
    package func differences(from before: TreeID?, to after: TreeID?) throws(GitError) -> [GitFileChange] {
        var changes: [GitFileChange] = []
        try compare(before, after, prefix: "", into: &changes)
        return changes
    }

    private func compare(
        _ before: TreeID?, _ after: TreeID?, prefix: String, into changes: inout [GitFileChange]
    ) throws(GitError) {
        guard before != after else { return }
        let old = try entries(of: before)
        let new = try entries(of: after)
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            let order = i == old.count ? .added : j == new.count ? .removed : Self.order(old[i], new[j])
            let left = order == .added ? nil : old[i]
            let right = order == .removed ? nil : new[j]
            if left != nil { i += 1 }
            if right != nil { j += 1 }
            try compare(left, right, prefix: prefix, into: &changes)
        }
    }

    private func compare(
        _ left: TreeEntry?, _ right: TreeEntry?, prefix: String, into changes: inout [GitFileChange]
    ) throws(GitError) {
        guard left?.id != right?.id || left?.mode != right?.mode, let name = (right ?? left)?.name else { return }
        if (right ?? left)?.isTree == true {
            return try compare(
                left.map { TreeID($0.id.oid) }, right.map { TreeID($0.id.oid) }, prefix: prefix + name + "/",
                into: &changes)
        }
        changes.append(
            GitFileChange(
                path: prefix + name, before: left?.id, after: right?.id,
                isRegular: right.map { $0.mode == GIT_FILEMODE_BLOB } ?? true))
    }

    private func entries(of tree: TreeID?) throws(GitError) -> [TreeEntry] {
        guard let tree else { return [] }
        let handle = try lookUpTree(tree)
        return (0..<git_tree_entrycount(handle.raw)).compactMap { index in
            git_tree_entry_byindex(handle.raw, index).map { TreeEntry($0) }
        }
    }

    private enum Order { case removed, both, added }

    /// Git sorts a folder as if its name ended in `/`, so a file and a folder of one name are two places.
    private static func order(_ left: TreeEntry, _ right: TreeEntry) -> Order {
        if left.name == right.name, left.isTree == right.isTree { return .both }
        return left.sortKey.lexicographicallyPrecedes(right.sortKey) ? .removed : .added
    }
}

/// An entry of one tree object, copied out of libgit2.
private struct TreeEntry {
    let name: String
    let id: BlobID
    let mode: git_filemode_t
    var isTree: Bool { mode == GIT_FILEMODE_TREE }
    var sortKey: [UInt8] { Array(name.utf8) + (isTree ? [UInt8(ascii: "/")] : []) }

    init(_ entry: OpaquePointer) {
        name = String(cString: git_tree_entry_name(entry))
        id = BlobID(git_tree_entry_id(entry).pointee)
        mode = git_tree_entry_filemode_raw(entry)
    }
}
