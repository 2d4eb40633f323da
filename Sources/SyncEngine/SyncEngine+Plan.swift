import AirflowModel
import AkeylessClient
import Applying
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// Plans: reads the declarations, the ledger and Akeyless, and writes nothing.
    package func plan(_ request: PlanRequest) async throws -> PlanOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        let declared = try await declarations(resolving: !request.offlineValues, policy: policy(request))
        let session = try await connect()
        noticeUnresolved(session.intent)
        if session.isAhead {
            context.notice("this clone's ledger has revisions that the remote lacks; the next apply pushes them")
        }
        var draft = try await self.draft(request, declared, session)
        draft.outcome.diagnostics += try await orderWarnings(session)
        draft.outcome.stats.seconds = (clock.now - start).seconds
        return draft.outcome
    }

    /// A plan with what an apply needs to carry it out.
    struct Draft: Sendable {
        var outcome: PlanOutcome
        var identity: PlanIdentity
        var side: DesiredSide
        var session: Session

        /// What a rollback rejects, and the commits that declared what it restores.
        var holds: [ItemPath: Fingerprint] = [:]
        var sourceCommits: [ItemPath: String] = [:]
        var goal = RevisionOutcome.complete
    }

    /// Compares the three states.
    func draft(_ request: PlanRequest, _ declared: Declared, _ session: Session) async throws -> Draft {
        let builder = DesiredBuilder(key: session.key, reader: session.reader)
        var side = builder.build(declared.entries)
        side.addUnread(declared.unread, session.applied)
        let policy = policy(request)
        side.state.renames = builder.renames(declared.entries, to: side.state, session.applied, policy)
        let unmatched = PlanPolicy.unmatched(
            policy.select + policy.exclude, desired: side.state, applied: session.applied)
        let prefixes = settings.naming.prefixes(teams: declared.teams).map(\.text)

        context.progress(ProgressEvent(phase: "listing Akeyless"))
        let observer = session.observer
        var rows = try await observer.list(prefixes: prefixes, applied: session.applied)
        try checkListing(rows, session.applied, force: request.force)
        try await observer.askForMissing(&rows, applied: session.applied)
        let settled = await declared.scope.settled(desired: side.state, applied: session.applied)
        for path in settled.keys { side.state.entries[path] = nil }
        let needed = ValuesNeeded.paths(
            desired: side.state, observed: rows.state, applied: session.applied, policy: policy,
            fullRefresh: request.refreshFull
        ).subtracting(settled.keys)
        context.progress(ProgressEvent(phase: "reading values", total: needed.count))
        let progress = context.progress
        let total = needed.count
        let read = try await observer.addValues(
            of: needed, to: &rows, desired: side.state, applied: session.applied,
            answered: { progress(ProgressEvent(phase: "reading values", done: $0, total: total)) })
        let identity = identity(session, binding: declared.binding)
        try checkUnchanged()

        let naming = settings.naming
        let decided = Planner.plan(
            desired: side.state, observed: rows.state, applied: session.applied, policy: policy,
            identify: { naming.identify($0, teams: declared.teams) }, settled: settled)
        let expired = await expiredTrash(request, policy, session) { naming.identify($0, teams: declared.teams) }
        let plan = Plan(
            changes: decided.changes + expired.changes, policy: policy, recorded: decided.recorded)
        let file = PlanFile(plan, identity: identity, toolVersion: Version.current, digest: digest(session))
        var outcome = PlanOutcome(
            environment: environment, project: session.project.name, plan: plan, planID: file.planID, file: file,
            diagnostics: settingDiagnostics + declared.diagnostics + Self.unmatchedNotes(unmatched)
                + deleteNotes(plan) + expired.notes, stats: Stats())
        if request.offlineValues { (outcome.planID, outcome.file) = (nil, nil) }
        if request.showValues { outcome.literals = side.literals }
        outcome.stats.requests = session.client.requestCounts
        outcome.stats.valuesRead = read
        return Draft(outcome: outcome, identity: identity, side: side, session: session)
    }

    func policy(_ request: PlanRequest) -> PlanPolicy {
        PlanPolicy(
            prune: request.prune, overwriteUnmanaged: request.overwriteUnmanaged,
            overwriteDrift: request.overwriteDrift, select: globs(request.select),
            exclude: globs(request.exclude), release: globs(request.release), drift: driftRules,
            limits: limits, force: request.force)
    }

    /// The project file's rules about drift, in its order.
    var driftRules: [DriftRule] {
        settings.drift.policies.map { rule in
            let answer: DriftRule.Answer =
                switch rule.value {
                case .report: .report
                case .overwrite: .overwrite
                case .ignore: .ignore
                }
            return DriftRule(glob: rule.glob, answer: answer)
        }
    }

    func globs(_ patterns: [String]) -> [Glob] { patterns.map { Glob($0) } }

    private var limits: SafetyLimits {
        func limit(_ key: SettingKey) -> SafetyLimits.Limit {
            switch settings.share(key) {
            case .count(let count): .count(count)
            case .percent(let percent): .share(percent: percent)
            }
        }
        return SafetyLimits(
            delete: limit(.limitDelete), update: limit(.limitUpdate), from: settings.count(.limitFrom))
    }

    /// A listing that lost items on the way must not look like a mass deletion. A folder of one item says nothing; that
    /// item is asked for by name.
    func checkListing(_ rows: Observer.Rows, _ applied: AppliedState, force: Bool) throws {
        guard applied.records.count > 1 else { return }
        let counts = ListingCheck.countsByFolder(applied.records.keys)
        let folders = Set(applied.records.keys.map(\.rawValue.enclosingFolder)).filter {
            counts[ItemPath($0), default: 0] >= 2
        }
        let verdict = ListingCheck.verdict(
            folders: folders.sorted(), listed: Set(rows.items.keys), recorded: applied.records.keys)
        guard let message = verdict.message, !force else { return }
        throw EngineFailure(
            .safetyLimit, code: "listing-shrank", message,
            causes: ["a listing can lose items to a missing right or a failing gateway; nothing was planned"],
            hints: ["check the rights on these paths; if the items are really gone, use --force"])
    }

    /// What a saved plan is bound to beside its changes.
    func identity(_ session: Session, binding: PlanBinding?) -> PlanIdentity {
        PlanIdentity(
            environment: environment, projectID: session.project.id, settingsDigest: settingsDigest(session),
            keyID: session.keyIsStored ? session.key.id : nil, binding: session.keyIsStored ? nil : binding?.digest)
    }

    /// Settings that decide where and how is written; how to log in may differ between who plans and who applies.
    private func settingsDigest(_ session: Session) -> String {
        let decisive: [SettingKey] = [
            .connectionsPath, .variablesPath, .configPath, .separator, .useTeamSecretsPath, .globalSecretsPath,
            .airflowVersion, .providerVersion, .multiTeam, .encoding,
        ]
        let parts = decisive.flatMap { [$0.rawValue, settings[$0]?.display ?? ""] }
        let gateway = settings.text(.gatewayEmbedded).map { "embedded:\($0)" } ?? session.gateway.hostAndPort
        return PublicDigest.hex(parts + [gateway, session.location.keyPath.rawValue])
    }

    /// The plan id is made under the ledger key; before there is one it digests nothing secret.
    func digest(_ session: Session) -> PlanDigest {
        guard session.keyIsStored else { return { PublicDigest.hex($0) } }
        return { session.key.digest(.plan, $0).hex }
    }

    /// Says what a delete means here: Akeyless itself has no undelete.
    func deleteNotes(_ plan: Plan) -> [Diagnostic] {
        let count = plan.summary[.delete]
        guard count > 0 else { return [] }
        let deletes = counted(count, "delete")
        guard let trash = Trash(settings: settings) else {
            return [
                Diagnostic(
                    .warning, code: "delete-final",
                    "\(deletes) will be final: Akeyless removes all versions at once and has no undelete",
                    hint: "set ledger.trash_path to move deleted items there for a while instead")
            ]
        }
        return [
            Diagnostic(
                .warning, code: "trash-access",
                "\(deletes) will move to \(trash.folder) for \(counted(trash.days, "day")): whoever may read there can read them",
                hint: "give that path access rules at least as strict as those of the items")
        ]
    }

    static func unmatchedNotes(_ globs: [Glob]) -> [Diagnostic] {
        globs.map { glob in
            Diagnostic(
                .warning, code: "glob-matches-nothing", "`\(glob.pattern)` matches no declared and no recorded item",
                hint: "a glob begins as names do: connections/, variables/, config/, teams/<team>/, or / for a path")
        }
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
