import CLibgit2

extension GitRepository {
    /// The commit that a reference leads to (`refs/heads/main`, `HEAD`); nil where it does not exist.
    package func reference(_ name: String) throws(GitError) -> CommitID? {
        var oid = git_oid()
        let raw = handle.raw
        do {
            try call("git_reference_name_to_id", name) { git_reference_name_to_id(&oid, raw, name) }
            return CommitID(oid)
        } catch let error where error.code == .notFound {
            return nil
        }
    }

    /// All references whose names begin with a prefix, with the ids they lead to; those of annotated tags are no commits.
    package func references(under prefix: String) throws(GitError) -> [String: CommitID] {
        let raw = handle.raw
        let iterator = try GitHandle.make(
            "git_reference_iterator_new", prefix, free: git_reference_iterator_free
        ) { git_reference_iterator_new($0, raw) }
        var result: [String: CommitID] = [:]
        var name: UnsafePointer<CChar>?
        while try advances("git_reference_next_name", prefix, { git_reference_next_name(&name, iterator.raw) }) {
            guard let text = name.map({ String(cString: $0) }), text.hasPrefix(prefix) else { continue }
            result[text] = try reference(text)
        }
        return result
    }

    /// The commit behind the id of an object, through annotated tags; nil for a tag of a file or a folder, and for these.
    ///
    /// - Throws: `notFound`, or what else keeps an object from being read.
    package func commit(behind id: CommitID) throws(GitError) -> CommitID? {
        var oid = id.oid
        let raw = handle.raw
        let object = try GitHandle.make("git_object_lookup", id.hex, free: git_object_free) {
            git_object_lookup($0, raw, &oid, GIT_OBJECT_ANY)
        }
        do {
            let commit = try GitHandle.make("git_object_peel", id.hex, free: git_object_free) {
                git_object_peel($0, object.raw, GIT_OBJECT_COMMIT)
            }
            return git_object_id(commit.raw).map { CommitID($0.pointee) }
        } catch let error where [.invalidName, .other(GIT_EPEEL.rawValue)].contains(error.code) {
            return nil
        }
    }

    /// The existing reference that makes a new name impossible: one that is a folder of the name, or lies below it.
    package func conflict(withReference name: String) throws(GitError) -> String? {
        var folder = name
        while let slash = folder.lastIndex(of: "/"), folder.split(separator: "/").count > 3 {
            folder = String(folder[..<slash])
            if try reference(folder) != nil { return folder }
        }
        return try references(under: name + "/").keys.min()
    }

    /// Makes a reference lead to a commit if it is where the caller last saw it, in one step that cannot be half done.
    ///
    /// - Parameters:
    ///   - expected: Where the reference must be now; nil means that it must not exist.
    ///   - note: What the reflog says about it.
    /// - Throws: `raced` when it is somewhere else, `referenceLocked` while another process changes it,
    ///   `referenceConflict` when its name is impossible beside another reference.
    package func publish(
        _ commit: CommitID, to name: String, expecting expected: CommitID?, note: String
    ) throws(GitError) {
        var new = commit.oid
        var old = expected?.oid ?? git_oid()
        let raw = handle.raw
        if expected == nil, let other = try conflict(withReference: name) {
            throw GitError(
                .referenceConflict, operation: "git_reference_create_matching", subject: name,
                message: "the reference “\(other)” is in the way")
        }
        let isThere = try reference(name) != nil
        guard isThere || expected == nil else { throw Self.raced(name) }
        do {
            try outlastingLocks(of: name) { () throws(GitError) in
                _ = try GitHandle.make("git_reference_create_matching", name, free: git_reference_free) {
                    git_reference_create_matching($0, raw, name, &new, 1, &old, note)
                }
            }
        } catch let error where error.code == .notFound {
            throw Self.raced(name)
        } catch let error where error.code == .referenceLocked {
            throw locked(name, error)
        }
    }

    /// Deletes a reference if it is where the caller last saw it.
    ///
    /// - Parameter attempts: How often it is tried while a lock is held, 50 milliseconds apart.
    /// - Throws: `raced` when it is somewhere else or gone already, `referenceLocked` with the lock that is in the way.
    package func deleteReference(
        _ name: String, expecting expected: CommitID, attempts: Int = 300
    ) throws(GitError) {
        do throws(GitError) {
            try outlastingLocks(of: name, attempts: attempts) { () throws(GitError) in
                do throws(GitError) {
                    try deleteOnce(name, expecting: expected)
                } catch {
                    try forgetReferences()
                    throw error
                }
            }
        } catch let error where error.code == .notFound {
            throw Self.raced(name)
        } catch let error where error.code == .referenceLocked {
            throw locked(name, error)
        }
    }

    private func deleteOnce(_ name: String, expecting expected: CommitID) throws(GitError) {
        let raw = handle.raw
        let reference = try GitHandle.make("git_reference_lookup", name, free: git_reference_free) {
            git_reference_lookup($0, raw, name)
        }
        let target = git_reference_target(reference.raw).map { CommitID($0.pointee) }
        guard target == expected else { throw Self.raced(name) }
        try call("git_reference_delete", name) { git_reference_delete(reference.raw) }
    }

    /// Lets libgit2 read the references anew: where it fails to write `packed-refs` it takes the reference for deleted all
    /// the same, and another try would succeed without having done anything.
    private func forgetReferences() throws(GitError) {
        let raw = handle.raw
        let fresh = try GitHandle.make("git_refdb_open", free: git_refdb_free) { git_refdb_open($0, raw) }
        try call("git_repository_set_refdb") { git_repository_set_refdb(raw, fresh.raw) }
    }

    /// The work trees in which a branch is checked out, also one without a commit; a bare repository has none.
    package func workTrees(using branch: String) throws(GitError) -> [String] {
        let common = location.commonDirectory
        var heads: [(workTree: String, head: String)] = FileSystem.names(in: common + "worktrees").map { name in
            let folder = common + "worktrees/" + name + "/"
            return (FileSystem.lines(of: folder + "gitdir")?.first ?? folder, folder + "HEAD")
        }
        if try !isBare() {
            let own = location.gitDirectory == common ? location.workTree : nil
            heads.append((own ?? common, common + "HEAD"))
        }
        return heads.filter { FileSystem.lines(of: $0.head)?.first == "ref: " + branch }
            .map { Self.folder(of: $0.workTree) }.sorted()
    }

    /// Whether the repository itself has no work tree, also when it is seen from a linked one.
    private func isBare() throws(GitError) -> Bool {
        let configuration = try configuration()
        return GitConfiguration.isTrue(try configuration.text("core.bare"))
    }

    /// The folder that a path to its `.git` belongs to.
    private static func folder(of path: String) -> String {
        let path = path.hasSuffix("/") ? String(path.dropLast()) : path
        return path.hasSuffix("/.git") ? String(path.dropLast(5)) : path
    }

    private static func raced(_ name: String) -> GitError {
        GitError(
            .raced, operation: "git_reference_create_matching", subject: name,
            message: "somebody else changed it in the meantime")
    }

    /// A path as a shell takes it for one word.
    private static func quoted(_ path: String) -> String {
        "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private func locked(_ name: String, _ error: GitError) -> GitError {
        let locks = [name, "packed-refs"].map { location.commonDirectory + $0 + ".lock" }
        let file = locks.first(where: FileSystem.exists) ?? locks[0]
        let age = FileSystem.age(of: file).map { ", made \($0) seconds ago" } ?? ""
        return GitError(
            .referenceLocked, operation: error.operation, subject: name,
            message: "Git's lock \(file) is in the way\(age)",
            hint:
                "another Git process may be changing references, a gc for one; if none is running, it died with the lock: "
                + "rm \(Self.quoted(file))")
    }
}
