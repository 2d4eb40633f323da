import FoundationEssentials
import Ledger

extension UserGit {
    /// How long the end of a program is waited for that was told to end: it is killed after two seconds.
    private static let grace = Duration.seconds(3)

    /// Runs the program that signs, which may wait for a passphrase that nobody enters.
    ///
    /// - Parameter publicKey: Goes into a file for as long as the program runs; its path becomes the last argument.
    /// - Throws: `CommitSigner.TimedOut` if the program does not end in time; it is stopped then.
    func sign(
        _ command: [String], _ input: String, _ publicKey: String?, within limit: Duration = CommitSigner.limit
    ) async throws -> (status: Int32, output: String, error: String) {
        guard let publicKey else { return try await bounded(command, input, limit) }
        let files = FileManager.default
        let file = files.temporaryDirectory.appending(path: "lockstep-\(UUID().uuidString).pub")
        try Data((publicKey + "\n").utf8).write(to: file, options: .withoutOverwriting)
        defer { try? files.removeItem(at: file) }
        return try await bounded(command + [file.path], input, limit)
    }

    private func bounded(
        _ command: [String], _ input: String, _ limit: Duration
    ) async throws -> (status: Int32, output: String, error: String) {
        let answer = try await Self.answer(within: limit, grace: Self.grace) {
            try await program(command, input: input)
        }
        guard let answer else { throw CommitSigner.TimedOut(limit: limit) }
        return (answer.status, answer.output, answer.talk)
    }
}
