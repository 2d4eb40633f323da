import AirflowModel
import Declarations
import FoundationEssentials
import Ledger
import SyncModel

/// Where the ledger is: in which repository, on which branch, behind which remote, and what may be believed of that.
extension SyncEngine {
    var git: UserGit { UserGit(directory: context.directory, variables: context.variables) }

    /// The repository of the declarations; its error says why git would refuse to work there, and what to do.
    func sourceRepository() throws -> LedgerRepository {
        try LedgerRepository(containing: context.directory, variables: context.variables)
    }

    /// Who this project is to its ledger.
    func sourceIdentity() async throws -> ProjectIdentity {
        try await ProjectIdentity.of(settings, directory: context.directory, repository: try sourceRepository())
    }

    /// The folder of the repository that holds the ledger: the project's own, or `ledger.repository` as seen from there.
    var ledgerFolder: String {
        guard let folder = settings.text(.ledgerRepository) else { return context.directory }
        return folder.hasPrefix("/") ? folder : context.directory + "/" + folder
    }

    /// Git in the repository that holds the ledger.
    var ledgerGit: UserGit {
        UserGit(
            directory: ledgerFolder, variables: context.variables,
            allowsBare: settings.text(.ledgerRepository) != nil)
    }

    /// How long a command of git may talk to the ledger's remote.
    private static let remoteLimit = Duration.seconds(300)

    /// Opens the ledger of this environment; nothing is written.
    func openLedger() async throws -> (ledger: Ledger, project: ProjectIdentity) {
        let project = try await sourceIdentity()
        let repository = try LedgerRepository(containing: ledgerFolder, variables: context.variables)
        try await checkRemote()
        let git = ledgerGit
        let ledger = try await Ledger.open(
            repository, branch: settings.ledgerBranch, environment: environment, projectID: project.id,
            signer: try await repository.signer(isRequired: settings.text(.ledgerSign) == "required") {
                try await git.sign($0, $1, $2)
            },
            remote: settings.text(.ledgerRemote).map { name in
                LedgerRemote(name) { arguments in
                    let answer = try await git.run(arguments, within: Self.remoteLimit)
                    return (answer.status, answer.output, answer.talk)
                }
            })
        return (ledger, project)
    }

    /// The gateway of the last apply, which the ledger vouches for; nil without a ledger.
    func lastGateway() async throws -> GatewayAddress? {
        guard let (ledger, _) = try? await openLedger() else { return nil }
        return try await lastGateway(in: ledger)
    }

    /// A ledger in a place that a commit chose vouches for nothing: whoever made the commit could have put one there.
    func lastGateway(in ledger: Ledger) async throws -> GatewayAddress? {
        guard try await !isLedgerPlacedByCommit() else { return nil }
        return try await ledger.lastContext()?.gateway.flatMap { try? GatewayAddress($0) }
    }

    /// Whether the project file leads to a ledger other than the usual branch of this clone or of a remote that the clone
    /// has by that name.
    func isLedgerPlacedByCommit() async throws -> Bool {
        if isCommitted(.ledgerRepository) { return true }
        if isCommitted(.ledgerBranch), settings.ledgerBranch != Settings.usualLedgerBranch(of: environment) {
            return true
        }
        return try await committedRemote() != nil
    }

    /// The address that the project file gives the remote; nil where it names one that the clone has.
    private func committedRemote() async throws -> String? {
        guard isCommitted(.ledgerRemote), let remote = settings.text(.ledgerRemote) else { return nil }
        return try await ledgerGit("remote", "get-url", remote).succeeded ? nil : remote
    }

    private func isCommitted(_ key: SettingKey) -> Bool {
        settings.text(key) != nil && settings.origin(of: key).isFromRepository
    }

    /// Refuses a remote that is a folder of the work tree: git would run what a commit put into its `hooks`.
    ///
    /// - Throws: `ledger-repository`, as the ledger's own repository in such a place.
    private func checkRemote() async throws {
        guard let remote = try await committedRemote() else { return }
        let topFolder = try await ledgerGit("rev-parse", "--show-toplevel").line
        for path in Self.folders(remote, from: [ledgerFolder, topFolder])
        where FileManager.default.fileExists(atPath: path) {
            _ = try LedgerRepository(containing: path, variables: context.variables)
        }
    }

    /// Every folder that git may find under a remote's address: it decodes a URL, adds `.git` by itself, and goes to the top
    /// of the work tree first.
    private static func folders(_ remote: String, from bases: [String]) -> [String] {
        var path = remote
        if let address = remote.dropping(prefix: "file://") {
            path = String(PercentCoding.decoded(address).drop { $0 != "/" })
        }
        let places = path.begins(with: "/") ? [path] : bases.map { $0 + "/" + path }
        return places.flatMap { [$0, $0 + ".git"] }
    }
}
