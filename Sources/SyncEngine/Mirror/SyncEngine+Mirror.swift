import AirflowModel
import Declarations
package import Planning
import SyncModel

extension SyncEngine {
    /// Compares what a source holds with this environment, every value on both sides, and writes nothing.
    package func compare(with source: MirrorSource, _ request: PlanRequest) async throws -> PlanOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        var request = request
        request.refreshFull = true
        let declared = try await wanted(request, from: source)
        let session = try await connect()
        noticeUnresolved(session.intent)
        var draft = try await draft(request, declared, session)
        draft.outcome.stats.seconds = (clock.now - start).seconds
        return draft.outcome
    }

    /// What this environment should hold: what is declared, or what a source holds.
    func wanted(_ request: PlanRequest, from source: MirrorSource?) async throws -> Declared {
        guard let source else {
            return try await declarations(resolving: !request.offlineValues, policy: policy(request))
        }
        let (declared, diagnostics) = try await ownDeclarations()
        return MirrorMapping(source: source, settings: settings, declared: declared, diagnostics: diagnostics).wanted()
    }

    /// This environment's own declarations, as far as their references can be resolved here.
    ///
    /// - Throws: ``EngineFailure`` `invalid-input`, also where a file cannot be decrypted: what it declares must not be
    ///   overwritten.
    private func ownDeclarations() async throws -> (entries: [ItemPath: ResolvedEntry], diagnostics: [Diagnostic]) {
        context.progress(ProgressEvent(phase: "reading declarations of \(environment)"))
        let encrypted = await EncryptedDeclarations.open(files, environment: environment, with: decryption)
        let loaded = DeclarationLoader.load(files: files, settings: settings, encrypted: encrypted)
        if loaded.diagnostics.hasErrors { throw EngineFailure.invalidInput(loaded.diagnostics) }
        let resolvers = ReferenceResolvers.declarations(referenceContext(akeyless: nil))
        let resolved = await ReferenceResolution.resolve(loaded.entries, settings: settings, resolvers: resolvers)
        let offline = await ReferenceResolution.resolve(loaded.entries, settings: settings, resolvers: nil)
        var entries = Dictionary(offline.entries.map { ($0.path, $0) }) { first, _ in first }
        for entry in resolved.entries { entries[entry.path] = entry }
        return (entries, loaded.diagnostics)
    }
}

/// How the exit code of `mirror --check` follows from a plan over every value.
package func equalityExit(_ plan: Plan) -> ExitCode {
    let summary = plan.summary
    if summary[.drift] + summary[.conflict] + summary[.held] + summary[.unmanaged] > 0 { return .driftOrConflict }
    if summary[.error] + summary[.unknown] > 0 { return .failed }
    return summary[.create] + summary[.update] + summary[.delete] + summary[.orphan] > 0 ? .changesPending : .done
}
