import CLibgit2

/// Tells a repository that somebody made here from a folder that a commit brought along.
///
/// A folder with `HEAD`, `objects` and `refs` is found as a bare repository wherever it stands, and what stands in its
/// `config` names programs that Git runs. A commit can hold such a folder, but nothing that is called `.git`. Git's own
/// answer to this is `safe.bareRepository`.
enum GitPlacement {
    /// - Parameters:
    ///   - folder: Where the search for the repository began.
    ///   - gitDirectory: What it found.
    /// - Throws: `notARepository` for a bare repository inside of another repository's work tree.
    static func check(_ folder: String, gitDirectory: String, ceilings: String?) throws(GitError) {
        guard let start = FileSystem.realPath(folder), let found = FileSystem.realPath(gitDirectory),
            isInside(start, found), !found.split(separator: "/").contains(".git")
        else { return }
        guard let workTree = workTree(around: found, ceilings: ceilings) else { return }
        throw GitError(
            .notARepository, operation: "open", subject: found,
            message:
                "a bare repository inside of the work tree \(workTree) may have come with a commit, and is not used",
            hint: "keep it outside of \(workTree)")
    }

    /// The nearest work tree that a path lies in, by the repositories found upwards from it.
    private static func workTree(around path: String, ceilings: String?) -> String? {
        var path = path
        while let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            path = String(path[..<slash])
            guard
                let outer = try? GitHandle.make(
                    "git_repository_open_ext", free: git_repository_free,
                    { outer in
                        git_repository_open_ext(outer, path, 0, ceilings)
                    })
            else { return nil }
            if let workTree = git_repository_workdir(outer.raw).flatMap({ FileSystem.realPath(String(cString: $0)) }),
                isInside(path, workTree)
            {
                return workTree
            }
            guard let next = FileSystem.realPath(String(cString: git_repository_path(outer.raw))), isInside(path, next)
            else { return nil }
            path = next
        }
        return nil
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool {
        (path + "/").hasPrefix(folder == "/" ? folder : folder + "/")
    }
}
