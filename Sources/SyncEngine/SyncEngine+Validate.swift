import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// Everything that can be checked without the network, references unresolved; with `online` what Akeyless tells, too.
    ///
    /// Where no environment was asked for, the overlays of all are checked as well.
    ///
    /// - Throws: ``EngineFailure`` where Akeyless or the ledger cannot be asked at all.
    package func validate(online: Bool = false) async throws -> ValidateOutcome {
        let loaded = DeclarationLoader.load(files: files, settings: settings)
        var outcome = ValidateOutcome(
            environment: environment, project: projectName, entries: loaded.entries.count,
            diagnostics: await offlineFindings(loaded))
        if settings.origin(of: .environment) == .standard {
            for name in project?.environmentNames ?? [] where name != environment {
                let known = Set(outcome.diagnostics)
                outcome.diagnostics += try await findings(in: name).filter { !known.contains($0) }
            }
        }
        if online && !outcome.diagnostics.hasErrors {
            outcome.diagnostics += try await onlineFindings(loaded, known: Set(outcome.diagnostics))
        }
        return outcome
    }

    private func offlineFindings(_ loaded: LoadedDeclarations) async -> [Diagnostic] {
        let offline = await ReferenceResolution.resolve(loaded.entries, settings: settings, resolvers: nil)
        return settingDiagnostics + loaded.diagnostics + offline.diagnostics
    }

    /// What another environment's settings and overlay are found to be.
    private func findings(in environment: String) async throws -> [Diagnostic] {
        do {
            let other = try await neighbour(environment)
            return await other.offlineFindings(DeclarationLoader.load(files: other.files, settings: other.settings))
        } catch let failure as EngineFailure where !failure.diagnostics.isEmpty {
            return failure.diagnostics
        }
    }

    /// References that cannot be resolved, items that stand in the way, and entries that hide each other.
    private func onlineFindings(_ loaded: LoadedDeclarations, known: Set<Diagnostic>) async throws -> [Diagnostic] {
        var request = PlanRequest()
        var found: [Diagnostic] = []
        do {
            found = try await declarations(resolving: true).diagnostics
        } catch let failure as EngineFailure where !failure.diagnostics.isEmpty {
            found = failure.diagnostics
            request.offlineValues = true
        }
        let plan = try await plan(request).plan
        found += plan.changes.filter { $0.action == .error }.map { change in
            Diagnostic(
                .error, code: Refusal.unusableItem.rawValue,
                "\(escapedForTerminal(change.name)): \(escapedForTerminal(change.reason.text))", at: change.source,
                hint: "`lockstep plan` shows it among the changes")
        }
        return found.filter { !known.contains($0) } + hiddenEntries(plan, loaded)
    }

    /// A declared entry of a team with an undeclared shared one of its key in Akeyless, or the other way round.
    private func hiddenEntries(_ plan: Plan, _ loaded: LoadedDeclarations) -> [Diagnostic] {
        func shared(_ id: EntryID) -> EntryID { EntryID(kind: id.kind, key: id.key) }
        let unmanaged = plan.changes.filter { $0.action == .unmanaged }.compactMap { change in
            change.id.map { (id: $0, path: change.path) }
        }
        let byName = Dictionary(grouping: unmanaged) { shared($0.id) }
        return loaded.entries.flatMap { entry in
            byName[shared(entry.id), default: []].filter { other in
                (other.id.team == nil) != (entry.id.team == nil)
            }.flatMap { other in
                settings.checks.finding(
                    .teamAndShared,
                    "Akeyless also holds \(escapedForTerminal(other.path.rawValue)); task processes ask without a team and "
                        + "read the shared one",
                    at: entry.location, hint: "give one of them another key, or delete the one that nobody declared")
            }
        }
    }
}
