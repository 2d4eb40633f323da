import FoundationEssentials

extension UserGit {
    /// Runs the program that signs.
    ///
    /// - Parameter publicKey: Goes into a file for as long as the program runs; its path becomes the last argument.
    func sign(
        _ command: [String], _ input: String, _ publicKey: String?
    ) async throws -> (status: Int32, output: String, error: String) {
        guard let publicKey else {
            let answer = try await program(command, input: input)
            return (answer.status, answer.output, answer.talk)
        }
        let files = FileManager.default
        let file = files.temporaryDirectory.appending(path: "lockstep-\(UUID().uuidString).pub")
        try Data((publicKey + "\n").utf8).write(to: file, options: .withoutOverwriting)
        defer { try? files.removeItem(at: file) }
        let answer = try await program(command + [file.path], input: input)
        return (answer.status, answer.output, answer.talk)
    }
}
