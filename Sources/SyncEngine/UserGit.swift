import FoundationEssentials
import Planning
import Subprocess

/// The user's own `git`, for what libgit2 does not do as the user configured it: the dirty check (clean filters),
/// fetch and push (credential helpers, proxies) and questions about the source's history.
package struct UserGit: Sendable {
    package let directory: String
    private let environment: Environment

    /// - Parameter variables: the environment of the process; `LC_ALL` and lock-taking are overridden.
    package init(directory: String, variables: [String: String]) {
        self.directory = directory
        var custom: [Environment.Key: String] = [:]
        for (name, value) in variables where Self.isForGit(name) {
            custom[Environment.Key(stringLiteral: name)] = value
        }
        custom["LC_ALL"] = "C"
        custom["GIT_OPTIONAL_LOCKS"] = "0"
        custom["GIT_TERMINAL_PROMPT"] = custom["GIT_TERMINAL_PROMPT"] ?? "0"
        environment = .custom(custom)
    }

    /// Values for references stand in the environment too, and are no business of Git and its hooks.
    private static func isForGit(_ name: String) -> Bool {
        let names: Set<String> = [
            "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TERM", "LANG", "GNUPGHOME", "XDG_CONFIG_HOME",
            "XDG_RUNTIME_DIR",
            "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
        ]
        return names.contains(name) || name.hasPrefix("GIT_") || name.hasPrefix("SSH_")
    }

    /// What one call of git gave back.
    package struct Answer: Sendable {
        package let status: Int32
        package let output: String
        package let talk: String

        package var succeeded: Bool { status == 0 }

        /// The output without surrounding blanks and line breaks.
        package var line: String {
            var text = Substring(output)
            while let last = text.last, last.isWhitespace { text.removeLast() }
            return String(text)
        }
    }

    /// Runs `git -C <directory> <arguments>`.
    ///
    /// - Throws: ``EngineFailure`` `git-missing` when there is no git to run.
    package func callAsFunction(_ arguments: String...) async throws -> Answer {
        try await run(arguments)
    }

    package func run(_ arguments: [String]) async throws -> Answer {
        do {
            let result = try await Subprocess.run(
                .name("git"), arguments: Arguments(["-C", directory] + arguments), environment: environment,
                output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
            let status: Int32 = if case .exited(let code) = result.terminationStatus { code } else { -1 }
            return Answer(status: status, output: result.standardOutput, talk: result.standardError)
        } catch {
            throw EngineFailure(
                .failed, code: "git-missing", "cannot run git in \(directory)", causes: ["\(error)"],
                hints: ["install git and make sure that it is in PATH"])
        }
    }
}
