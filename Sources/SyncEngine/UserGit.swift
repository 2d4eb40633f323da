import Declarations
import FoundationEssentials
import Planning
import Subprocess
import Synchronization

/// The user's own `git`, for what libgit2 does not do as the user configured it: the dirty check (clean filters),
/// fetch and push (credential helpers, proxies) and questions about the source's history.
package struct UserGit: Sendable {
    package let directory: String
    private let options: [String]
    private let environment: Environment

    /// - Parameters:
    ///   - variables: the environment of the process; `LC_ALL` and lock-taking are overridden.
    ///   - allowsBare: whether the folder may be, or lie in, a bare repository. One that a commit brought names programs.
    package init(directory: String, variables: [String: String], allowsBare: Bool = false) {
        self.directory = directory
        options = ["-C", directory] + (allowsBare ? [] : ["-c", "safe.bareRepository=explicit"])
        var custom: [Environment.Key: String] = [:]
        let named = Set((variables["LOCKSTEP_GIT_ENV"] ?? "").split { $0 == "," || $0 == " " })
        for (name, value) in variables where Self.isForGit(name, named: named) {
            custom[Environment.Key(stringLiteral: name)] = value
        }
        custom["LC_ALL"] = "C"
        custom["GIT_OPTIONAL_LOCKS"] = "0"
        custom["GIT_TERMINAL_PROMPT"] = custom["GIT_TERMINAL_PROMPT"] ?? "0"
        environment = .custom(custom)
    }

    /// Values for references stand in the environment too, and are no business of Git, its hooks and its helpers. What
    /// the CI system or the usual credential helpers hand to git cannot be such a value; `LOCKSTEP_GIT_ENV` names more.
    private static func isForGit(_ name: String, named: Set<Substring>) -> Bool {
        let names: Set<String> = [
            "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TERM", "LANG", "GNUPGHOME", "GPG_TTY", "XDG_CONFIG_HOME",
            "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS",
            "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
        ]
        let prefixes = ["GIT_", "SSH_", "GH_", "GCM_", "GITHUB_", "CI_"]
        // What binds git to one repository, inside of a hook for one; which it is, the folder says.
        let bound: Set<String> = [
            "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE",
            "GIT_NAMESPACE", "GIT_IMPLICIT_WORK_TREE",
        ]
        return !bound.contains(name)
            && (names.contains(name) || named.contains(name[...]) || prefixes.contains { name.hasPrefix($0) })
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
    /// - Throws: ``EngineFailure`` `git-missing` when there is no git, `git-failed` when it cannot be run; a
    ///   `CancellationError` as it is.
    package func callAsFunction(_ arguments: String...) async throws -> Answer {
        try await run(arguments)
    }

    package func run(_ arguments: [String]) async throws -> Answer {
        do {
            return try await program(["git"] + options + arguments)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw EngineFailure(
                .failed, code: "git-missing", "cannot run git in \(directory)", causes: ["\(error)"],
                hints: ["install git and make sure that it is in PATH"])
        } catch let error as CancellationError {
            throw error
        } catch {
            throw EngineFailure(
                .failed, code: "git-failed", "cannot run git in \(directory)", causes: ["\(error)"],
                hints: ["try it yourself: git \(arguments.first ?? "")"])
        }
    }

    /// Runs a command that talks to a remote, which may never answer; one that takes too long is stopped and has failed,
    /// with the status that `timeout` of the GNU tools gives.
    ///
    /// What git itself started is not waited for: it keeps the terminal, to ask for a passphrase, and ends with git.
    func run(_ arguments: [String], within limit: Duration) async throws -> Answer {
        let answer = try await Self.answer(within: limit, grace: .zero) { try await run(arguments) }
        return answer ?? Answer(status: 124, output: "", talk: "git did not end within \(limit) and was stopped")
    }

    /// What a program answers, nil if it does not end in time and is stopped.
    ///
    /// - Parameter grace: How long its end is waited for after that; what it started itself may live on.
    static func answer(
        within limit: Duration, grace: Duration, _ program: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer? {
        let (answers, first) = AsyncThrowingStream<Answer?, any Error>.makeStream()
        let isLate = Atomic(false)
        let running = Task {
            do {
                first.yield(try await program())
            } catch {
                first.finish(throwing: error)
            }
        }
        let alarm = Task {
            try await Task.sleep(for: limit)
            isLate.store(true, ordering: .sequentiallyConsistent)
            running.cancel()
            try await Task.sleep(for: grace)
            first.yield(nil)
        }
        defer {
            running.cancel()
            alarm.cancel()
        }
        do {
            for try await answer in answers { return isLate.load(ordering: .sequentiallyConsistent) ? nil : answer }
        } catch  where isLate.load(ordering: .sequentiallyConsistent) {
            return nil
        }
        throw CancellationError()
    }

    /// Runs a program that Git would run, such as the one that signs, with what Git would let it see.
    func program(_ command: [String], input: String = "") async throws -> Answer {
        let name = command.first ?? ""
        var options = PlatformOptions()
        // Time for git to take its locks away.
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        let result = try await Subprocess.run(
            name.contains("/") ? .path(SystemProcesses.path(name)) : .name(name),
            arguments: Arguments(Array(command.dropFirst())),
            environment: environment, platformOptions: options, input: .inputWriter, output: .string(limit: 64 << 20),
            error: .string(limit: 1 << 20)
        ) { execution in
            // A program that ends without reading its input is judged by its status.
            _ = try? await execution.standardInputWriter.write(input)
        }
        let status: Int32 = if case .exited(let code) = result.terminationStatus { code } else { -1 }
        return Answer(status: status, output: result.standardOutput, talk: result.standardError)
    }
}
