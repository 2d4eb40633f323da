import GitStore

/// The repository through which several clones share a ledger, reached by the user's own `git`.
///
/// It is the authority: a commit becomes part of the ledger by being pushed there, and only then here. What became of a
/// push is decided by looking at the remote afterwards, never by git's words or status.
package struct LedgerRemote: Sendable {
    /// Runs `git` with these arguments in the repository that holds the ledger.
    package typealias Run =
        @Sendable (_ arguments: [String]) async throws -> (status: Int32, output: String, talk: String)

    /// The name of a remote, or an address.
    package let name: String
    private let run: Run

    package init(_ name: String, run: @escaping Run) {
        self.name = name
        self.run = run
    }

    /// Where the references of a ledger lead at the remote; nil where there are none.
    struct State: Sendable, Hashable {
        var tip: CommitID?
        var intent: CommitID?
    }

    /// Asks the remote where its references are.
    ///
    /// - Throws: `remote`, with the command and git's own words.
    func state(branch: String, intent: String) async throws(LedgerError) -> State {
        let listed = try await git(["ls-remote", name, branch, intent], purpose: "read the ledger")
        var ids: [Substring: CommitID] = [:]
        for line in listed.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            // A pattern of ls-remote also matches longer names.
            if parts.count == 2 { ids[parts[1]] = CommitID(hex: parts[0]) }
        }
        return State(tip: ids[branch[...]], intent: ids[intent[...]])
    }

    /// Brings the objects of some references here; no reference of this clone is moved for it.
    func fetch(_ references: [String]) async throws(LedgerError) {
        // Without a filter: a partial clone fetches objects that it lacks by itself only for git.
        let options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-filter"]
        _ = try await git(["fetch"] + options + [name] + references, purpose: "fetch the ledger")
    }

    /// Asks the remote to make a reference lead to a commit, or go, if it is where it was last seen.
    ///
    /// - Parameters:
    ///   - commit: Nil deletes the reference.
    ///   - expected: Nil means that it must not exist.
    /// - Returns: What to throw if the remote turns out not to hold what was pushed.
    func push(
        _ commit: CommitID?, to reference: String, expecting expected: CommitID?, purpose: String
    ) async throws(LedgerError) -> LedgerError {
        let arguments = [
            "push", "--quiet", "--no-verify", "--no-follow-tags",
            "--force-with-lease=\(reference):\(expected?.hex ?? "")", name, "\(commit?.hex ?? ""):\(reference)",
        ]
        var answer = try await answer(to: arguments, purpose: purpose)
        // A Ctrl-C at the terminal reaches git as well; a push that it cut short is made once more.
        if answer.status < 0 { answer = try await self.answer(to: arguments, purpose: purpose) }
        return failure(arguments, purpose, answer.status == 0 ? "the remote did not keep it" : answer.talk)
    }

    private func git(_ arguments: [String], purpose: String) async throws(LedgerError) -> String {
        let answer = try await answer(to: arguments, purpose: purpose)
        guard answer.status == 0 else { throw failure(arguments, purpose, answer.talk) }
        return answer.output
    }

    private func answer(
        to arguments: [String], purpose: String
    ) async throws(LedgerError) -> (status: Int32, output: String, talk: String) {
        do {
            return try await run(arguments)
        } catch is CancellationError {
            throw .interrupted
        } catch {
            throw failure(arguments, purpose, "git could not be run: \(error)")
        }
    }

    private func failure(_ arguments: [String], _ purpose: String, _ talk: String) -> LedgerError {
        let shown = arguments.map { $0 == name ? shownName : $0.isEmpty ? "''" : $0 }.joined(separator: " ")
        return LedgerError(
            .remote, shownName, "git could not \(purpose)",
            hints: ["try it yourself: git \(shown)", "check `ledger.remote` and git's own access to it"],
            causes: ["git \(shown)"] + Self.words(talk))
    }

    /// An address without user information, which may be a password.
    private var shownName: String { name.contains("://") ? LedgerContext.withoutSecrets(name) : name }

    /// The last lines of what git said, cut to what fits a terminal.
    private static func words(_ talk: String) -> [String] {
        talk.split(separator: "\n").suffix(4).map { line in
            let line = line.drop { $0 == " " }
            return line.count > 240 ? line.prefix(239) + "…" : String(line)
        }
    }
}
