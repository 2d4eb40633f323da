import Ledger
import Planning

extension SyncEngine {
    /// What is wrong with the signature of each revision, as the user's git judges it; nil where nothing is.
    ///
    /// `gpg.ssh.allowedSignersFile`, `gpg.minTrustLevel` and the keyring count as they do for `git verify-commit`.
    func signatures(_ ledger: Ledger, upTo revision: String?) async throws -> [String: String?] {
        guard let tip = try await ledger.revision() else { return [:] }
        var start = tip
        if let revision { start = try await ledger.show(revision).entry.revision }
        let listed = try await ledgerGit("log", "--first-parent", "--format=%H %G?", start)
        guard listed.succeeded else {
            throw EngineFailure(
                .failed, code: "git-log", "git could not read the signatures of the ledger", causes: [listed.talk])
        }
        var problems: [String: String?] = [:]
        for line in listed.output.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 2 else { continue }
            problems.updateValue(
                try await signatureProblem(String(parts[0]), status: parts[1]), forKey: String(parts[0]))
        }
        return problems
    }

    private func signatureProblem(_ revision: String, status: Substring) async throws -> String? {
        if status == "G" { return nil }
        let judged = try await ledgerGit("verify-commit", revision)
        if judged.succeeded { return nil }
        let said = judged.talk.split(separator: "\n").last.map { ": \($0.prefix(240))" } ?? ""
        return switch status {
        case "N" where said.isEmpty: "it is not signed"
        case "B": "its signature is bad\(said)"
        case "X", "Y": "its signature or the key of it has expired\(said)"
        case "R": "it was signed with a key that was revoked\(said)"
        default: "git does not accept its signature\(said)"
        }
    }
}
