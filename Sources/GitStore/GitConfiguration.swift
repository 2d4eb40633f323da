import CLibgit2

/// Git's configuration as `git` would see it under an environment that was handed in.
///
/// Which files count follows `git-config(1)`: `GIT_CONFIG_NOSYSTEM`, `GIT_CONFIG_SYSTEM`, `GIT_CONFIG_GLOBAL`,
/// `XDG_CONFIG_HOME`, `HOME`, and single settings in `GIT_CONFIG_COUNT` with its keys and values.
struct GitConfiguration: ~Copyable {
    private let handle: GitHandle
    private let commandLine: [(key: String, value: String)]

    /// The places that decide before a repository is trusted: system, user and command line, never the repository.
    static func protected(environment: [String: String]) throws(GitError) -> GitConfiguration {
        try GitConfiguration(files: userFiles(environment), environment: environment, repository: nil)
    }

    /// Everything that applies inside a repository.
    static func complete(
        environment: [String: String], repository: OpaquePointer, commonDirectory: String, gitDirectory: String
    ) throws(GitError) -> GitConfiguration {
        var files = userFiles(environment)
        files.append((GIT_CONFIG_LEVEL_LOCAL, commonDirectory + "config"))
        files.append((GIT_CONFIG_LEVEL_APP, gitDirectory + "config.worktree"))
        return try GitConfiguration(files: files, environment: environment, repository: repository)
    }

    private init(
        files: [(git_config_level_t, String)], environment: [String: String], repository: OpaquePointer?
    ) throws(GitError) {
        commandLine = Self.commandLine(environment)
        handle = try Self.load(files, repository: repository)
    }

    private static func load(
        _ files: [(git_config_level_t, String)], repository: OpaquePointer?
    ) throws(GitError) -> GitHandle {
        let handle = try GitHandle.make("git_config_new", free: git_config_free) { git_config_new($0) }
        let raw = handle.raw
        for (level, path) in files where FileSystem.exists(path) {
            do {
                try call("git_config_add_file_ondisk", path) {
                    git_config_add_file_ondisk(raw, path, level, repository, 1)
                }
            } catch {
                throw GitError(.invalidConfiguration, operation: error.operation, subject: path, message: error.message)
            }
        }
        return handle
    }

    private static func userFiles(_ environment: [String: String]) -> [(git_config_level_t, String)] {
        var files: [(git_config_level_t, String)] = []
        if !isTrue(environment["GIT_CONFIG_NOSYSTEM"]) {
            files.append((GIT_CONFIG_LEVEL_SYSTEM, environment["GIT_CONFIG_SYSTEM"] ?? "/etc/gitconfig"))
        }
        if let global = environment["GIT_CONFIG_GLOBAL"] {
            files.append((GIT_CONFIG_LEVEL_GLOBAL, global))
            return files
        }
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let xdg = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home.map { $0 + "/.config" }
        if let xdg { files.append((GIT_CONFIG_LEVEL_XDG, xdg + "/git/config")) }
        if let home { files.append((GIT_CONFIG_LEVEL_GLOBAL, home + "/.gitconfig")) }
        return files
    }

    static func isTrue(_ text: String?) -> Bool {
        ["1", "true", "yes", "on"].contains(text?.lowercased())
    }

    private static func commandLine(_ environment: [String: String]) -> [(key: String, value: String)] {
        guard let count = environment["GIT_CONFIG_COUNT"].flatMap(Int.init), (0...10_000).contains(count) else {
            return []
        }
        return (0..<count).compactMap { index in
            guard let key = environment["GIT_CONFIG_KEY_\(index)"] else { return nil }
            return (key.lowercased(), environment["GIT_CONFIG_VALUE_\(index)"] ?? "")
        }
    }

    /// Gives this configuration to a repository, so that libgit2 obeys the same settings.
    borrowing func install(in repository: OpaquePointer) throws(GitError) {
        let raw = handle.raw
        try call("git_repository_set_config") { git_repository_set_config(repository, raw) }
    }

    /// The value that counts, in lower-case dotted form (`user.name`); nil where it is not set.
    borrowing func text(_ key: String) throws(GitError) -> String? {
        try texts(key).last
    }

    /// All values of a setting, from the weakest place to the strongest.
    borrowing func texts(_ key: String) throws(GitError) -> [String] {
        let raw = handle.raw
        let iterator = try GitHandle.make("git_config_multivar_iterator_new", key, free: git_config_iterator_free) {
            git_config_multivar_iterator_new($0, raw, key, nil)
        }
        var values: [String] = []
        var entry: UnsafeMutablePointer<git_config_entry>?
        while try advances("git_config_next", key, { git_config_next(&entry, iterator.raw) }) {
            if let value = entry?.pointee.value { values.append(String(cString: value)) }
        }
        return values + commandLine.filter { $0.key == key }.map(\.value)
    }
}
