/// Decides whether a repository of another user may be opened, by the rules of `git` itself (`safe.directory`).
///
/// A repository may name programs and files; opening one that somebody else owns is a way to be tricked. Only the
/// configuration of the system, of the user and of the command line is asked, never that of the repository.
enum GitOwnership {
    /// - Parameters:
    ///   - workTree: The folder with the `.git`, nil for a bare repository.
    ///   - gitDirectory: Where the repository's own files are.
    static func check(
        workTree: String?, gitDirectory: String, environment: [String: String]
    ) throws(GitError) {
        let checked = [workTree, workTree.map { $0 + "/.git" }, gitDirectory].compactMap(\.self).map(withoutFinalSlash)
        let users = trustedUsers(environment)
        let foreign = checked.first { path in FileSystem.owner(of: path).map { !users.contains($0) } ?? false }
        guard let foreign else { return }
        let subject = withoutFinalSlash(workTree ?? gitDirectory)
        let configuration = try GitConfiguration.protected(environment: environment)
        let allowed = try configuration.texts("safe.directory")
        guard !isSafe(subject, allowed: allowed, home: environment["HOME"]) else { return }
        throw GitError(
            .foreignOwner, operation: "open", subject: subject,
            message: foreign == subject
                ? "the repository belongs to another user" : "\(foreign) belongs to another user",
            hint: "if you trust it, run: git config --global --add safe.directory \(subject)")
    }

    /// Ourselves; for root under sudo also the user who asked for it.
    private static func trustedUsers(_ environment: [String: String]) -> Set<UInt32> {
        let own = FileSystem.effectiveUser
        guard own == 0, let asker = environment["SUDO_UID"].flatMap(UInt32.init) else { return [own] }
        return [own, asker]
    }

    /// Whether the last of the settings that speak about a path allows it; an empty one forgets those before it.
    static func isSafe(_ path: String, allowed: [String], home: String?) -> Bool {
        let real = FileSystem.realPath(path) ?? path
        var safe = false
        for value in allowed {
            if value.isEmpty {
                safe = false
            } else if value == "*" {
                safe = true
            } else if matches(real, pattern: value, home: home) {
                safe = true
            }
        }
        return safe
    }

    private static func matches(_ path: String, pattern: String, home: String?) -> Bool {
        var pattern = pattern
        if pattern.hasPrefix("~/"), let home { pattern = home + pattern.dropFirst() }
        if pattern.hasPrefix("%(prefix)/") { pattern.removeFirst("%(prefix)".count) }
        if pattern.hasSuffix("/*") {
            let folder = String(pattern.dropLast(2))
            return path.hasPrefix((FileSystem.realPath(folder) ?? folder) + "/")
        }
        let folder = withoutFinalSlash(pattern)
        return (FileSystem.realPath(folder) ?? folder) == path
    }

    private static func withoutFinalSlash(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
