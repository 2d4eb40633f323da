import AirflowModel
import AkeylessClient
import Declarations
import Ledger
import Planning
import SyncModel

extension SyncEngine {
    var git: UserGit { UserGit(directory: context.directory, variables: context.variables) }

    /// The repository of the declarations; its error says why git would refuse to work there, and what to do.
    func sourceRepository() throws -> LedgerRepository {
        try LedgerRepository(containing: context.directory, variables: context.variables)
    }

    /// The repository that holds the ledger: the project's own, or the one of `ledger.repository`.
    func ledgerRepository() throws -> LedgerRepository {
        try LedgerRepository(
            containing: settings.text(.ledgerRepository) ?? context.directory, variables: context.variables)
    }

    /// Opens the ledger of this environment; nothing is written.
    func openLedger() async throws -> (ledger: Ledger, project: ProjectIdentity) {
        let project = try await ProjectIdentity.of(
            settings, directory: context.directory, repository: try sourceRepository())
        let ledger = try await Ledger.open(
            try ledgerRepository(), branch: settings.ledgerBranch, environment: environment, projectID: project.id)
        return (ledger, project)
    }

    /// The gateway of the last apply, which the ledger vouches for; nil without a ledger.
    func lastGateway() async throws -> String? {
        guard let (ledger, _) = try? await openLedger() else { return nil }
        return try await ledger.lastContext()?.gateway.flatMap(Self.hostAndPort)
    }

    /// Reads the ledger, logs in, and reads the key and the head in one batch.
    ///
    /// - Throws: what keeps the states from being compared: an untrusted gateway, a refused login, a clone without the
    ///   newest ledger.
    func connect() async throws -> Session {
        let (ledger, project) = try await openLedger()
        let last = try await ledger.lastContext()
        let applied = try await ledger.appliedState()
        let connection = try await connection(lastGateway: last?.gateway.flatMap(Self.hostAndPort))
        let items = try await ledgerItems(connection, project)
        try await login(connection)
        let state = try await items.read()
        var session = Session(
            project: project, client: connection.client, gateway: connection.address, accessID: connection.accessID,
            ledger: ledger, items: items, location: items.location, applied: applied, key: state.key ?? .random(),
            keyIsStored: state.key != nil, head: state.head, reader: MeaningReader(rules: settings.rules),
            blocks: ItemBlocks(projectID: project.id))
        session.unfinished = try await ledger.announcedIntent()
        try await check(&session)
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
            client: connection.client, location: location(of: project), tag: ItemBlocks(projectID: project.id).ownTag,
            givenKey: try await givenLedgerKey())
    }

    /// Where the ledger's items are in Akeyless.
    func location(of project: ProjectIdentity) -> LedgerLocation {
        var location = LedgerLocation(
            configured: settings.text(.ledgerKeyPath), basePaths: basePaths, projectID: project.id,
            environment: environment)
        location.trash = Trash(settings: settings)
        return location
    }

    /// Compares the ledger with the head item and the key.
    private func check(_ session: inout Session) async throws {
        let tip = session.applied.revision
        let parent = session.head?.revision == tip ? nil : try await parent(in: session.ledger)
        switch HeadCheck.verdict(tip: tip, parent: parent, head: session.head, hasKey: session.keyIsStored) {
        case .current: session.headIsBehind = false
        case .headIsBehind: session.headIsBehind = true
        case .keyIsMissing: throw HeadCheck.keyMissing(session.location.keyPath)
        case .ledgerIsBehind:
            throw HeadCheck.behind(
                branch: settings.ledgerBranch, remote: settings.text(.ledgerRemote) ?? "origin", tip: tip)
        }
        guard session.keyIsStored, let keyID = session.applied.keyID, keyID != session.key.id else { return }
        throw EngineFailure(
            .failed, code: "ledger-key-wrong",
            "the key at \(session.location.keyPath) is not the one this ledger was written with",
            causes: ["the ledger names key \(keyID), Akeyless holds \(session.key.id)"],
            hints: ["set ledger.key_path to the right item, or put the right key back"])
    }

    private func parent(in ledger: Ledger) async throws -> String? {
        let entries = try await ledger.history(LedgerQuery(limit: 2)).entries
        return entries.count == 2 ? entries[1].revision : nil
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
            user: variables["USER"] ?? variables["LOGNAME"] ?? "unknown",
            job: job, since: LedgerTime(secondsSinceEpoch: context.now()))
    }

    private var basePaths: [String] {
        [settings.text(.connectionsPath), settings.text(.variablesPath), settings.text(.configPath)].compactMap(\.self)
    }

    static func hostAndPort(_ url: String) -> String? {
        (try? GatewayAddress(url))?.hostAndPort
    }
}
