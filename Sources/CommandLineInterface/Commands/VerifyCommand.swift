import ArgumentParser
import Ledger
import Planning
import SyncEngine
import SyncModel

/// `lockstep verify`
struct VerifyCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that the history was not edited.",
        discussion: """
            Walks the ledger from its beginning and names the first revision that is wrong. With the ledger's key, read
            from Akeyless, it checks the seals and the head item; without it, the structure only.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Stop at this revision; the newest if left out.")
    var revision: String?

    @Flag(help: "Do not ask Akeyless for the key: structure only.")
    var offline = false

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let outcome = try await scene.withEngine { try await $0.verify(revision, offline: offline) }
        return CommandOutcome(payload: VerifyPayload(outcome), exit: outcome.isGood ? .done : .failed)
    }
}

private struct VerifyPayload: CommandPayload, Encodable {
    struct Problem: Encodable {
        let revision: String?
        let code: String
        let message: String
    }

    let formatVersion = "1.0"
    let revisions: Int
    let sealed: Int
    let structureOnly: Bool
    let reason: String?
    let problem: Problem?

    init(_ outcome: VerifyOutcome) {
        revisions = outcome.ledger.revisions
        sealed = outcome.ledger.sealsChecked
        structureOnly = outcome.ledger.isStructureOnly
        reason = outcome.withoutKey
        if let problem = outcome.ledger.problem {
            self.problem = Problem(
                revision: problem.revision, code: problem.reason.rawValue, message: problem.message)
        } else {
            problem = outcome.headProblem.map { Problem(revision: outcome.ledger.tip, code: "head", message: $0) }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case revisions, sealed, reason, problem
        case formatVersion = "format_version", structureOnly = "structure_only"
    }

    func text(style: TextStyle) -> String {
        if let problem {
            let place = problem.revision.map { " at \($0.prefix(12))" } ?? ""
            return "\(style.red("wrong"))\(place): \(escapedForTerminal(problem.message)) [\(problem.code)]\n"
        }
        let how = structureOnly ? "structure only\(reason.map { ": \($0)" } ?? "")" : "\(sealed) seals checked"
        return "\(style.green("good")): \(revisions) revisions, \(escapedForTerminal(how))\n"
    }
}
