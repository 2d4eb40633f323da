import AkeylessClient
import AkeylessWire
import Applying
import Declarations
package import Planning
import SyncModel

extension SyncEngine {
    /// Moves entries of exports into Akeyless, by an ordinary plan and apply, and declares them with `ref+kept://`.
    ///
    /// The values go from memory to Akeyless. Files are written for what arrived, after it arrived: a run that is killed
    /// leaves items that the next run finds equal. What is declared already is left alone, since its files say what it
    /// should be; so is every item that is there and differs, whoever wrote it.
    /// - Parameter confirm: shows the plan and asks; asked only when there is something to write.
    package func seed(
        _ request: ImportRequest, _ call: ApplyCall, confirm: @Sendable (PlanOutcome) async -> Bool
    ) async throws -> (outcome: ImportOutcome, exit: ExitCode) {
        let target = try await target(of: request)
        var outcome = ImportOutcome(
            environment: environment, project: ProjectIdentity.name(settings, directory: context.directory))
        let found = try await exported(request, into: &outcome)
        let wanted = try await unstored(found, target)
        outcome.declaredBefore = found.count - wanted.count
        var composer = DraftComposer(form: .kept)
        let drafts = await proven(wanted.map { composer.draft($0) }, into: &outcome)
        guard !drafts.isEmpty else {
            // Without a pattern the plan would be about everything that there is.
            outcome.diagnostics = settingDiagnostics + target.diagnostics + outcome.diagnostics
            return (outcome, .done)
        }
        let files = try edits(drafts, target)

        var call = call
        call.plan.select = drafts.map { Self.exactly($0.candidate.path) }
        let goal = Goal(
            content: .export(Self.declared(drafts, files.locations)), source: try await git.sourceState())
        let applied = try await apply(call, toward: goal, confirm: confirm)
        let arrived = Self.arrived(applied)
        let kept = drafts.filter { arrived.contains($0.candidate.path) }
        var exit = applied.exit
        do {
            try write(try edits(kept, target), kept.filter { !target.declared.contains($0.id) }, target, into: &outcome)
        } catch {
            // What is in Akeyless by now is there, and its receipt must not be lost.
            outcome.diagnostics.append(Self.unwritten(error))
            if exit == .done { exit = .partlyApplied }
        }
        outcome.seeding = applied.report
        outcome.shadowed = kept.map(\.id).filter { $0.kind != .config }.sorted()
        outcome.diagnostics = settingDiagnostics + target.diagnostics + outcome.diagnostics
        outcome.stats = applied.plan.stats
        return (outcome, exit)
    }

    /// The entries that no file declares, and those whose files leave to Akeyless what Akeyless does not have: an import
    /// without `--seed` wrote them.
    private func unstored(_ found: [ImportCandidate], _ target: ImportTarget) async throws -> [ImportCandidate] {
        let declared = target.declared.union(target.referenced.keys)
        let waiting = found.filter { target.kept.contains($0.id) }.map(\.path)
        var stored = Set(waiting)
        if !waiting.isEmpty {
            let client = try await connection(lastGateway: try await lastGateway()).client
            try await client.login()
            let listing = try await ItemWalk(client: client, prefixes: waiting.map(\.rawValue.enclosingFolder)).run()
            stored = Set(listing.items.map { ItemPath($0.item.name) })
        }
        return found.filter { candidate in
            !declared.contains(candidate.id) || target.kept.contains(candidate.id) && !stored.contains(candidate.path)
        }
    }

    private static func unwritten(_ error: any Error) -> Diagnostic {
        let why =
            (error as? EngineFailure)?.message ?? (error as? RepoFileError)?.reason ?? "the files cannot be written"
        return Diagnostic(
            .error, code: "not-writable", "the values are in Akeyless, but are not all declared: \(why)",
            hint: "make room for the files and run the import again; what is there already is found equal")
    }

    private func edits(_ drafts: [EntryDraft], _ target: ImportTarget) throws -> FileEdits {
        var edits = FileEdits(files: target.files, prefix: target.prefix)
        try edits.add(drafts.filter { !target.declared.contains($0.id) }, isPrivate: false)
        return edits
    }

    /// The entries with all their values; every field is compared and recorded.
    private static func declared(_ drafts: [EntryDraft], _ places: [EntryID: SourceLocation]) -> Declared {
        let entries = drafts.map { draft in
            ResolvedEntry(
                id: draft.id, path: draft.candidate.path, location: places[draft.id] ?? SourceLocation(file: ""),
                payload: draft.candidate.payload, rule: ComparisonRule(), description: draft.candidate.description)
        }
        return Declared(
            entries: entries, teams: Set(entries.compactMap(\.id.team)).sorted(), diagnostics: [], binding: .text(""))
    }

    /// What Akeyless now surely holds as it was exported.
    private static func arrived(_ applied: ApplyOutcome) -> Set<ItemPath> {
        let done = applied.report.results.filter { $0.outcome == .done }.map(\.path)
        let before = applied.plan.plan.changes.filter { $0.action == .unchanged || $0.action == .refresh }.map(\.path)
        return Set(done + before)
    }

    /// A pattern that matches this path only.
    private static func exactly(_ path: ItemPath) -> String {
        path.rawValue.reduce(into: "") { pattern, character in
            if "*?[\\".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
    }
}
