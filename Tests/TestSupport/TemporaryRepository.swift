import Foundation
import Subprocess

/// A Git repository in a folder of its own, driven by the real `git` with nothing of the machine's configuration.
///
/// It is the independent judge of what libgit2 writes. The folder disappears with the last reference.
package final class TemporaryRepository: Sendable {
    /// The folder that holds everything, also the home folder and any further clones.
    package let folder: String

    /// The work tree, or the repository itself when it is bare.
    package let path: String

    /// What both `git` and the code under test see as their environment.
    package let environment: [String: String]

    /// Makes an empty repository; `options` go to `git init`.
    package init(options: [String] = []) async throws {
        let base = FileManager.default.temporaryDirectory.appendingPathComponent("repository-\(UUID().uuidString)")
        folder = base.resolvingSymlinksInPath().path
        path = folder + "/work"
        environment = Self.environment(home: folder + "/home")
        try FileManager.default.createDirectory(atPath: folder + "/home", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await git(["init", "--quiet", "--initial-branch=main"] + options)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Who commits and when, fixed so that object ids repeat, and no configuration but the repository's own.
    private static func environment(home: String) -> [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": home, "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada Example", "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada Example", "GIT_COMMITTER_EMAIL": "ada@example.com",
            "GIT_AUTHOR_DATE": "1767225600 +0100", "GIT_COMMITTER_DATE": "1767225600 +0100",
        ]
    }

    /// Runs `git` and gives its output without the last line break; a failure is thrown with what it said.
    @discardableResult
    package func git(_ arguments: [String], in folder: String? = nil, adding: [String: String] = [:]) async throws
        -> String
    {
        let result = try await run(["git", "-C", folder ?? path] + arguments, adding: adding)
        guard result.status == 0 else { throw CommandFailure(arguments: arguments, message: result.error) }
        return result.output
    }

    /// Runs `git` with the words of one line.
    @discardableResult
    package func git(_ line: String, in folder: String? = nil) async throws -> String {
        try await git(line.split(separator: " ").map(String.init), in: folder)
    }

    /// Runs any command in this environment.
    package func run(
        _ command: [String], adding: [String: String] = [:], input: String = ""
    ) async throws -> (status: Int32, output: String, error: String) {
        let all = environment.merging(adding) { $1 }
        let variables = Dictionary(
            uniqueKeysWithValues: all.compactMap { name, value in
                Environment.Key(rawValue: name).map { ($0, value) }
            })
        let result = try await Subprocess.run(
            .name(command[0]), arguments: Arguments(Array(command.dropFirst())), environment: .custom(variables),
            input: .string(input), output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
        let status: Int32 = if case .exited(let code) = result.terminationStatus { code } else { -1 }
        let output = result.standardOutput
        return (status, output.hasSuffix("\n") ? String(output.dropLast()) : output, result.standardError)
    }

    /// Writes a file of the work tree and commits it; gives the commit's id.
    @discardableResult
    package func commit(_ file: String, _ text: String, message: String = "Change a file") async throws -> String {
        try write(file, text)
        try await git(["add", "--", file])
        try await git(["commit", "--quiet", "-m", message])
        return try await git("rev-parse HEAD")
    }

    /// Writes a file of the work tree.
    package func write(_ file: String, _ text: String) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// What `git fsck --strict` finds wrong, one finding a line; dangling objects and notices are none.
    package func strictCheck(in folder: String? = nil) async throws -> String {
        let result = try await run(["git", "-C", folder ?? path, "fsck", "--strict", "--full", "--no-dangling"])
        let lines = (result.output + "\n" + result.error).split(separator: "\n").filter { !$0.hasPrefix("notice: ") }
        return ((result.status == 0 ? [] : ["status \(result.status)"]) + lines.map(String.init)).joined(
            separator: "\n")
    }
}

/// A command that failed, with its words and what it wrote to standard error.
package struct CommandFailure: Error, CustomStringConvertible {
    package var arguments: [String]
    package var message: String
    package var description: String { arguments.joined(separator: " ") + ": " + message }
}
