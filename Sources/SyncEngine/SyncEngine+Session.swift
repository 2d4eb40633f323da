import AirflowModel
import AkeylessClient
import Declarations
import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// Takes over what other clones recorded, reads the ledger, logs in, and reads the key and the head in one batch.
    ///
    /// - Parameter requiringKey: False leaves a lost or wrong key to the caller, in ``Session/keyProblem``.
    /// - Throws: what keeps the states from being compared: a remote that cannot be reached, an untrusted gateway, a
    ///   refused login, a clone without the newest ledger.
    func connect(requiringKey: Bool = true) async throws -> Session {
        var session = try await look()
        if session.verdict == .ledgerIsBehind, try await hasMoved(session) { session = try await look() }
        if session.verdict == .ledgerIsBehind {
            throw HeadCheck.behind(
                branch: settings.ledgerBranch, remote: try await ledgerRemoteName(),
                tip: session.applied.revision, present: await presentRevision(session))
        }
        if let problem = session.keyProblem, requiringKey { throw problem }
        return session
    }

    /// The remote to fetch the ledger from: the one that shares it, else `origin` or whichever there is.
    private func ledgerRemoteName() async throws -> String? {
        if let name = settings.text(.ledgerRemote) { return name }
        let names = try await ledgerGit("remote").output.split(separator: "\n").map(String.init)
        return names.contains("origin") ? "origin" : names.first
    }

    /// The revision that the head names, where this clone holds it and the branch would lose nothing by moving there.
    private func presentRevision(_ session: Session) async -> String? {
        guard let revision = session.head?.revision, revision.allSatisfy(\.isHexDigit),
            let repository = try? LedgerRepository(containing: ledgerFolder, variables: context.variables),
            let present = try? await repository.commit(named: revision)
        else { return nil }
        guard let tip = session.applied.revision else { return present }
        return (try? await repository.relation(of: present, to: tip)) == .newer ? present : nil
    }

    /// Whether another run may have finished between the look at the ledger and the reading of the head.
    private func hasMoved(_ session: Session) async throws -> Bool {
        if session.ledger.isShared { return true }
        return try await session.ledger.revision() != session.applied.revision
    }

    private func look() async throws -> Session {
        let (ledger, project) = try await openLedger()
        if ledger.isShared { context.progress(ProgressEvent(phase: "fetching the ledger")) }
        let pull = try await ledger.pull()
        let applied = try await ledger.appliedState()
        let connection = try await connection(lastGateway: try await lastGateway(in: ledger))
        let items = try await ledgerItems(connection, project)
        try await login(connection)
        let state = try await items.read()
        var session = Session(
            project: project, client: connection.client, gateway: connection.address, accessID: connection.accessID,
            ledger: ledger, items: items, location: items.location, applied: applied, key: state.key ?? .random(),
            keyIsStored: state.key != nil, head: state.head, reader: MeaningReader(rules: settings.rules),
            blocks: ItemBlocks(projectID: project.id))
        session.isAhead = pull?.isAhead ?? false
        session.intent = try await ledger.standing(pull)
        if let wanted = applied.keyID, state.key?.id != wanted, let next = try await items.next(), next.id == wanted {
            (session.key, session.keyIsStored, session.isRekeyOpen) = (next, true, true)
        }
        try await judge(&session)
        if state.isKeyBroken, !session.isRekeyOpen {
            session.keyProblem = HeadCheck.keyBroken(items.location.keyPath, hasLedger: applied.keyID != nil)
        }
        return session
    }

    /// Logs in; a refusal names whose login it was.
    private func login(_ connection: Connection) async throws {
        do {
            try await connection.client.login()
        } catch let error as AkeylessError where error.kind == .loginFailed {
            var failure = EngineFailure(error)
            if let accessID = connection.accessID { failure.message += " as \(accessID)" }
            throw failure
        }
    }

    /// The key and the head of this environment's ledger.
    func ledgerItems(_ connection: Connection, _ project: ProjectIdentity) async throws -> LedgerItems {
        LedgerItems(
            client: connection.client, location: location(of: project), environment: environment,
            tag: ItemBlocks(projectID: project.id).ownTag, givenKey: try await givenLedgerKey())
    }

    /// Where the ledger's items are in Akeyless.
    func location(of project: ProjectIdentity) -> LedgerLocation {
        Self.location(of: project, in: settings)
    }

    /// The ledger's items of every environment, which no reference may reach.
    func ledgerPaths(of identity: ProjectIdentity) -> Set<String> {
        let others = (project?.environmentNames ?? []).map { Settings.resolve(project: project, environment: $0).0 }
        return Set(([settings] + others).flatMap { Self.location(of: identity, in: $0).ownPaths })
    }

    private static func location(of project: ProjectIdentity, in settings: Settings) -> LedgerLocation {
        let bases: [SettingKey] = [.connectionsPath, .variablesPath, .configPath]
        var location = LedgerLocation(
            configured: settings.text(.ledgerKeyPath), basePaths: bases.compactMap { settings.text($0) },
            projectID: project.id, environment: settings.environment)
        location.trash = Trash(settings: settings)
        return location
    }

    /// Compares the ledger with the head item and the key.
    private func judge(_ session: inout Session) async throws {
        let lead: Int? = if let head = session.head { try await session.ledger.lead(over: head.revision) } else { nil }
        session.verdict = HeadCheck.verdict(tip: session.applied.revision, head: session.head, lead: lead)
        guard let keyID = session.applied.keyID else { return }
        let path = session.location.keyPath
        if !session.keyIsStored {
            session.keyProblem = HeadCheck.keyMissing(path)
        } else if keyID != session.key.id {
            session.keyProblem = HeadCheck.keyWrong(path, wanted: keyID, found: session.key.id)
        } else if case .headIsBehind(let count) = session.verdict {
            try await checkNewest(count ?? 1, session)
        }
    }

    /// The head item vouches for the commit that it names. What was made since is ours only if the seals are; else someone
    /// edited the branch, and nothing may be built upon that.
    private func checkNewest(_ count: Int, _ session: Session) async throws {
        let found = try await session.ledger.verify(keys: [session.key], newest: count)
        guard let problem = found.problem else { return }
        throw HeadCheck.altered(branch: settings.ledgerBranch, problem, head: session.head)
    }

    /// Who applies, for whoever finds the lock taken or the announcement in the way.
    var holder: LedgerHolder {
        let variables = context.variables
        var job = variables["CI_JOB_URL"] ?? variables["BUILD_URL"]
        if let server = variables["GITHUB_SERVER_URL"], let repository = variables["GITHUB_REPOSITORY"],
            let run = variables["GITHUB_RUN_ID"]
        {
            job = "\(server)/\(repository)/actions/runs/\(run)"
        }
        return LedgerHolder(
            host: context.host, processID: context.processID,
            user: variables["USER"] ?? variables["LOGNAME"] ?? context.user,
            job: job, since: LedgerTime(secondsSinceEpoch: context.now()))
    }
}
