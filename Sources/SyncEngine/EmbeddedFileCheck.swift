import Planning

/// Keeps the embedded gateway's file, which holds values in plain, out of Git.
struct EmbeddedFileCheck: Sendable {
    let directory: String
    let variables: [String: String]

    /// - Throws: ``EngineFailure`` `embedded-tracked` when Git tracks the file or would offer to.
    func check(_ file: String) async throws {
        guard !file.hasPrefix("/") else { return }
        let git = UserGit(directory: directory, variables: variables)
        guard try await git("rev-parse", "--git-dir").succeeded else { return }
        if try await git("ls-files", "--error-unmatch", "--", file).succeeded {
            throw failure("Git tracks \(file), where the embedded gateway keeps values in plain", file)
        }
        guard try await git("check-ignore", "--quiet", "--", file).succeeded else {
            throw failure("Git does not ignore \(file), where the embedded gateway keeps values in plain", file)
        }
    }

    private func failure(_ message: String, _ file: String) -> EngineFailure {
        let folder = file.contains("/") ? String(file.prefix { $0 != "/" }) + "/" : file
        return EngineFailure(
            .invalidInput, code: "embedded-tracked", message, hints: ["echo '\(folder)' >> .gitignore"])
    }
}
