import ArgumentParser
import Planning
import SyncEngine

/// `lockstep verify`
struct VerifyCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that the history was not edited.",
        discussion: """
            Walks the ledger from its beginning and names the first revision that is wrong. With the ledger's key, read \
            from Akeyless, it checks the seals and the head item; with --offline, the structure only. A key that cannot \
            be read is a failure: 9 for the login or a missing right, else 1.

              lockstep verify
              lockstep verify --signatures   every revision signed, and accepted by git
              lockstep verify --values       and Akeyless holds what is recorded (8 if not)
            """)

    @Argument(help: "Stop at this revision; the newest if left out.")
    var revision: String?

    @Flag(help: "Do not ask Akeyless for the key: structure only.")
    var offline = false

    @Flag(help: "Require a signature of every revision that git accepts.")
    var signatures = false

    @Flag(help: "Read every managed value and compare it with its record.")
    var values = false

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        if offline && values { throw ValidationError("--values asks Akeyless, and --offline does not") }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        var request = VerifyRequest()
        request.revision = revision
        request.offline = offline
        request.signatures = signatures
        request.values = values
        let wanted = request
        let outcome = try await scene.withEngine { try await $0.verify(wanted) }
        return CommandOutcome(payload: VerifyPayload(outcome), exit: outcome.exit)
    }
}

extension VerifyOutcome {
    /// Why nothing but the structure was checked, where more was asked for.
    var failure: EngineFailure? {
        guard let keyFailure else { return nil }
        var failure = ErrorPresentation.failure(from: keyFailure)
        failure.hints.append("`lockstep verify --offline` checks the structure only")
        return failure
    }

    /// A history that is wrong is a failure, as is one that could not be checked; values that are not as recorded are
    /// drift.
    var exit: Planning.ExitCode {
        guard isGood else { return .failed }
        if let failure { return failure.exit }
        let findings = values?.findings ?? []
        if findings.contains(where: { $0.finding != .unreadable }) { return .driftOrConflict }
        return findings.isEmpty ? .done : .failed
    }
}
