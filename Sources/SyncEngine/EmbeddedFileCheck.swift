import Planning

/// Keeps the embedded gateway's file, which holds values in plain, out of Git.
struct EmbeddedFileCheck: Sendable {
    let directory: String
    let variables: [String: String]

    /// - Throws: ``EngineFailure`` `embedded-tracked` when Git tracks the file or would offer to.
    func check(_ file: String) async throws {
        let git = UserGit(directory: directory, variables: variables)
        guard try await git("rev-parse", "--git-dir").succeeded else { return }
        if try await git("ls-files", "--error-unmatch", "--", file).succeeded {
            throw failure("Git tracks \(file), where the embedded gateway keeps values in plain", file)
        }
        // 128 is also what git says about a path outside of its work tree.
        let ignored = try await git("check-ignore", "--quiet", "--", file).status
        guard ignored == 0 || file.hasPrefix("/") && ignored == 128 else {
            throw failure("Git does not ignore \(file), where the embedded gateway keeps values in plain", file)
        }
    }

    private func failure(_ message: String, _ file: String) -> EngineFailure {
        return EngineFailure(.invalidInput, code: "embedded-tracked", message, hints: [hint(file)])
    }

    /// The command that keeps a file out of Git, by its folder where that lies below the project's.
    private func hint(_ file: String) -> String {
        let name = file.split(separator: "/").last ?? ""
        if file.hasPrefix("/") { return "echo '\(name)*' >> '\(file.dropLast(name.count)).gitignore'" }
        let folder = file.contains("/") ? String(file.prefix { $0 != "/" }) + "/" : file
        return "echo '\(folder)' >> .gitignore"
    }
}
