import CLibgit2

/// What becomes of one path in a new tree.
package enum TreeEdit: Sendable, Hashable {
    /// A file with these bytes.
    case write([UInt8])
    /// A file with the bytes of a blob that is already there.
    case place(BlobID)
    /// No file; nothing happens where there is none.
    case remove

    fileprivate var isWrite: Bool { if case .write = self { true } else { false } }
}

extension GitRepository {
    /// Writes a tree: a base with some paths changed.
    ///
    /// Folders without a change are taken over as they are; folders left without a file disappear.
    /// Nothing refers to the new objects yet; Git keeps such objects for two weeks.
    ///
    /// - Parameter edits: By path from the root, with `/` between folders.
    /// - Throws: `pathConflict` where a path would be both a file and a folder, `invalidName` for a name that no tree may hold.
    package func writeTree(base: TreeID?, edits: [String: TreeEdit]) throws(GitError) -> TreeID {
        let newBlobs = edits.values.filter(\.isWrite).count
        var sink = try objectSink(for: newBlobs)
        let sorted = edits.map { PathEdit(path: $0.key, edit: $0.value) }.sorted { $0.path < $1.path }
        let tree = try writeFolder(base: base, edits: sorted[...], depth: 0, into: &sink)
        let result: TreeID
        if let tree { result = tree } else { result = try writeEmptyTree(into: &sink) }
        try sink.finish(packFolder: objectFolder + "/pack")
        return result
    }

    private var objectFolder: String { location.commonDirectory + "objects" }

    private func objectSink(for blobs: Int) throws(GitError) -> ObjectSink {
        if blobs > ObjectSink.packThreshold { return try ObjectSink(packing: objectFolder) }
        return try ObjectSink(loose: handle.raw)
    }

    /// Writes one folder and those below it; nil where nothing is left in it.
    private func writeFolder(
        base: TreeID?, edits: ArraySlice<PathEdit>, depth: Int, into sink: inout ObjectSink
    ) throws(GitError) -> TreeID? {
        let builder = try treeBuilder(base: base, repository: sink.repository)
        var rest = edits
        while let first = rest.first {
            let name = first.parts[depth]
            let group = rest.prefix { $0.parts[depth] == name }
            rest = rest.dropFirst(group.count)
            try apply(group, named: String(decoding: name, as: UTF8.self), depth: depth, to: builder, sink: &sink)
        }
        guard git_treebuilder_entrycount(builder.raw) > 0 else { return nil }
        return try sink.write(builder)
    }

    /// Applies the edits of one name: at most one of the name itself, and any number below it.
    private func apply(
        _ group: ArraySlice<PathEdit>, named name: String, depth: Int, to builder: borrowing GitHandle,
        sink: inout ObjectSink
    ) throws(GitError) {
        let below = group.filter { $0.parts.count > depth + 1 }
        let own = group.first { $0.parts.count == depth + 1 }
        let present = git_treebuilder_get(builder.raw, name)
        let folder = present.flatMap {
            git_tree_entry_type($0) == GIT_OBJECT_TREE ? TreeID(git_tree_entry_id($0).pointee) : nil
        }
        if let own {
            try apply(own, named: name, replacesFolder: folder != nil, to: builder, sink: &sink)
        }
        guard !below.isEmpty else { return }
        if git_treebuilder_get(builder.raw, name).map({ git_tree_entry_type($0) != GIT_OBJECT_TREE }) ?? false {
            throw Self.conflict(below.first?.path ?? name)
        }
        let tree = try writeFolder(base: folder, edits: below[...], depth: depth + 1, into: &sink)
        if var oid = tree?.oid {
            try insert(name, &oid, GIT_FILEMODE_TREE, into: builder)
        } else if folder != nil {
            try call("git_treebuilder_remove", name) { git_treebuilder_remove(builder.raw, name) }
        }
    }

    private func apply(
        _ edit: PathEdit, named name: String, replacesFolder: Bool, to builder: borrowing GitHandle,
        sink: inout ObjectSink
    ) throws(GitError) {
        var oid: git_oid
        switch edit.edit {
        case .remove:
            if !replacesFolder, git_treebuilder_get(builder.raw, name) != nil {
                try call("git_treebuilder_remove", edit.path) { git_treebuilder_remove(builder.raw, name) }
            }
            return
        case .write(let bytes): oid = try sink.write(bytes).oid
        case .place(let blob): oid = blob.oid
        }
        guard !replacesFolder else { throw Self.conflict(edit.path) }
        try insert(name, &oid, GIT_FILEMODE_BLOB, into: builder)
    }

    private func insert(
        _ name: String, _ oid: inout git_oid, _ mode: git_filemode_t, into builder: borrowing GitHandle
    ) throws(GitError) {
        let raw = builder.raw
        do {
            try call("git_treebuilder_insert", name) { git_treebuilder_insert(nil, raw, name, &oid, mode) }
        } catch {
            throw GitError(.invalidName, operation: error.operation, subject: name, message: error.message)
        }
    }

    private func treeBuilder(base: TreeID?, repository: OpaquePointer) throws(GitError) -> GitHandle {
        guard let base else {
            return try GitHandle.make("git_treebuilder_new", free: git_treebuilder_free) {
                git_treebuilder_new($0, repository, nil)
            }
        }
        let tree = try lookUpTree(base)
        return try GitHandle.make("git_treebuilder_new", base.hex, free: git_treebuilder_free) {
            git_treebuilder_new($0, repository, tree.raw)
        }
    }

    private func writeEmptyTree(into sink: inout ObjectSink) throws(GitError) -> TreeID {
        let builder = try treeBuilder(base: nil, repository: sink.repository)
        return try sink.write(builder)
    }

    private static func conflict(_ path: String) -> GitError {
        GitError(.pathConflict, operation: "writeTree", subject: path, message: "would be both a file and a folder")
    }
}

/// An edit with its path cut into names, compared by bytes: Swift's texts are equal where Git's names are not.
private struct PathEdit {
    let path: String
    let parts: [[UInt8]]
    let edit: TreeEdit

    init(path: String, edit: TreeEdit) {
        self.path = path
        parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Array($0) }
        self.edit = edit
    }
}
