import CLibgit2

extension GitRepository {
    /// Names the extension of the repository format that kept libgit2 from opening a repository, if that was the reason.
    ///
    /// libgit2 reports it as a general failure, so the repository's configuration is read again without opening it.
    static func unsupportedFormat(_ folder: String, ceilings: String?) throws(GitError) -> GitError? {
        guard let gitDirectory = discover(folder, ceilings: ceilings) else { return nil }
        let common = FileSystem.lines(of: gitDirectory + "commondir")?.first.map { resolve($0, in: gitDirectory) }
        let path = (common ?? gitDirectory) + "config"
        let extensions = try extensions(configuration: path)
        if extensions["objectformat"]?.lowercased() == "sha256" {
            return GitError(
                .sha256Repository, operation: "open", subject: gitDirectory,
                message: "this repository names its objects by SHA-256, which libgit2 cannot read")
        }
        let known = GitLibrary.supportedExtensions + ["noop", "objectformat"]
        guard let name = extensions.keys.sorted().first(where: { !known.contains($0) }) else { return nil }
        return GitError(
            .unsupportedExtension, operation: "open", subject: gitDirectory,
            message: "this repository uses the extension “\(name)”, which libgit2 cannot read")
    }

    private static func discover(_ folder: String, ceilings: String?) -> String? {
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        guard git_repository_discover(&buffer, folder, 0, ceilings) == 0, let text = buffer.ptr else { return nil }
        return String(cString: text)
    }

    private static func resolve(_ path: String, in folder: String) -> String {
        let path = path.hasPrefix("/") ? path : folder + path
        return path.hasSuffix("/") ? path : path + "/"
    }

    private static func extensions(configuration path: String) throws(GitError) -> [String: String] {
        let file = try GitHandle.make("git_config_open_ondisk", path, free: git_config_free) {
            git_config_open_ondisk($0, path)
        }
        let iterator = try GitHandle.make("git_config_iterator_glob_new", path, free: git_config_iterator_free) {
            git_config_iterator_glob_new($0, file.raw, "^extensions\\.")
        }
        var result: [String: String] = [:]
        var entry: UnsafeMutablePointer<git_config_entry>?
        while try advances("git_config_next", path, { git_config_next(&entry, iterator.raw) }) {
            guard let name = entry?.pointee.name else { continue }
            let value = entry?.pointee.value.map { String(cString: $0) } ?? ""
            result[String(String(cString: name).dropFirst("extensions.".count)).lowercased()] = value
        }
        return result
    }
}
