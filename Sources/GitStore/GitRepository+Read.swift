import CLibgit2

extension GitRepository {
    /// Reads one commit.
    package func commit(_ id: CommitID) throws(GitError) -> GitCommit {
        let commit = try lookUpCommit(id)
        let raw = commit.raw
        guard let author = git_commit_author(raw), let committer = git_commit_committer(raw),
            let tree = git_commit_tree_id(raw)
        else {
            throw GitError(
                .damagedObject, operation: "git_commit_author", subject: id.hex, message: "incomplete commit")
        }
        let parents = (0..<git_commit_parentcount(raw)).compactMap {
            git_commit_parent_id(raw, $0).map { CommitID($0.pointee) }
        }
        let header = git_commit_raw_header(raw).map { String(cString: $0) } ?? ""
        return GitCommit(
            id: id, tree: TreeID(tree.pointee), parents: parents, author: GitSignature(author.pointee),
            committer: GitSignature(committer.pointee),
            message: git_commit_message_raw(raw).map { String(cString: $0) } ?? "",
            isSigned: header.split(separator: "\n").contains { $0.hasPrefix("gpgsig") })
    }

    /// The commit that a revision text names (an abbreviated id, a branch, `main~2`); nil where there is none.
    package func resolveCommit(_ revision: String) throws(GitError) -> CommitID? {
        let raw = handle.raw
        do {
            let object = try GitHandle.make("git_revparse_single", revision, free: git_object_free) {
                git_revparse_single($0, raw, revision)
            }
            let commit = try GitHandle.make("git_object_peel", revision, free: git_object_free) {
                git_object_peel($0, object.raw, GIT_OBJECT_COMMIT)
            }
            return git_object_id(commit.raw).map { CommitID($0.pointee) }
        } catch let error where error.code == .notFound || error.code == .invalidName {
            return nil
        }
    }

    /// Whether an object of that name is here; in a shallow or partial clone it may not be.
    package func contains(_ id: CommitID) -> Bool {
        var oid = id.oid
        return git_odb_exists(objects.raw, &oid) == 1
    }

    /// Reads one blob.
    package func blob(_ id: BlobID) throws(GitError) -> [UInt8] {
        try withObject(id, type: GIT_OBJECT_BLOB) { Array($0) }
    }

    /// The file at a path below a tree; nil where there is none or a folder.
    package func file(at path: String, in tree: TreeID) throws(GitError) -> GitFile? {
        let root = try lookUpTree(tree)
        do {
            let entry = try GitHandle.make("git_tree_entry_bypath", path, free: git_tree_entry_free) {
                git_tree_entry_bypath($0, root.raw, path)
            }
            return git_tree_entry_type(entry.raw) == GIT_OBJECT_TREE ? nil : GitFile(entry.raw, path: path)
        } catch let error where error.code == .notFound {
            return nil
        }
    }

    /// All files below a tree, in Git's order.
    package func files(in tree: TreeID) throws(GitError) -> [GitFile] {
        var files: [GitFile] = []
        try collectFiles(in: tree, prefix: "", into: &files)
        return files
    }

    /// Reads all files below a tree and makes a value of each; the bytes are lent for the call only.
    package func mapFiles<Value: Sendable, Failure: Error>(
        in tree: TreeID, _ transform: @Sendable (GitFile, UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(GitError) -> Result<[Value], Failure> {
        let files = try files(in: tree)
        var values: [Value] = []
        values.reserveCapacity(files.count)
        for file in files {
            let value = try withObject(file.blob, type: GIT_OBJECT_BLOB) { bytes in
                Result { () throws(Failure) in try transform(file, bytes) }
            }
            switch value {
            case .success(let value): values.append(value)
            case .failure(let failure): return .failure(failure)
            }
        }
        return .success(values)
    }

    /// Reads many blobs at once and makes a value of each; the bytes are lent for the call only.
    package func mapBlobs<Value: Sendable>(
        _ ids: [BlobID], _ transform: @Sendable (Int, UnsafeRawBufferPointer) -> Value
    ) throws(GitError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(ids.count)
        for (index, id) in ids.enumerated() {
            values.append(try withObject(id, type: GIT_OBJECT_BLOB) { transform(index, $0) })
        }
        return values
    }

    func collectFiles(in tree: TreeID, prefix: String, into files: inout [GitFile]) throws(GitError) {
        let tree = try lookUpTree(tree)
        for index in 0..<git_tree_entrycount(tree.raw) {
            guard let entry = git_tree_entry_byindex(tree.raw, index), let name = git_tree_entry_name(entry),
                let id = git_tree_entry_id(entry)
            else { continue }
            let path = prefix + String(cString: name)
            if git_tree_entry_type(entry) == GIT_OBJECT_TREE {
                try collectFiles(in: TreeID(id.pointee), prefix: path + "/", into: &files)
            } else {
                files.append(GitFile(entry, path: path))
            }
        }
    }

    func lookUpCommit(_ id: CommitID) throws(GitError) -> GitHandle {
        var oid = id.oid
        let raw = handle.raw
        return try GitHandle.make("git_commit_lookup", id.hex, free: git_commit_free) {
            git_commit_lookup($0, raw, &oid)
        }
    }

    func lookUpTree(_ id: TreeID) throws(GitError) -> GitHandle {
        var oid = id.oid
        let raw = handle.raw
        return try GitHandle.make("git_tree_lookup", id.hex, free: git_tree_free) { git_tree_lookup($0, raw, &oid) }
    }

    private func withObject<Kind, Value>(
        _ id: ObjectID<Kind>, type: git_object_t, _ body: (UnsafeRawBufferPointer) -> Value
    ) throws(GitError) -> Value {
        var oid = id.oid
        let database = objects.raw
        let object = try GitHandle.make("git_odb_read", id.hex, free: git_odb_object_free) {
            git_odb_read($0, database, &oid)
        }
        guard git_odb_object_type(object.raw) == type else {
            throw GitError(
                .damagedObject, operation: "git_odb_read", subject: id.hex, message: "is another kind of object")
        }
        return body(
            UnsafeRawBufferPointer(start: git_odb_object_data(object.raw), count: git_odb_object_size(object.raw)))
    }
}

extension GitFile {
    init(_ entry: OpaquePointer, path: String) {
        self.init(
            path: path, blob: BlobID(git_tree_entry_id(entry).pointee),
            isRegular: git_tree_entry_filemode_raw(entry) == GIT_FILEMODE_BLOB)
    }
}

extension GitSignature {
    /// Copies what a commit holds, exactly as it is there.
    init(_ signature: git_signature) {
        self.init(
            exactName: String(cString: signature.name), exactEmail: String(cString: signature.email),
            time: GitTime(
                secondsSinceEpoch: signature.when.time, offsetMinutes: Int(signature.when.offset)))
    }
}
