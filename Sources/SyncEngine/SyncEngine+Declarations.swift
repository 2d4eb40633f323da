import Declarations
import Planning
import SyncModel

/// What the repository declares in this environment, ready to be compared.
struct Declared: Sendable {
    var entries: [ResolvedEntry]
    var teams: [String]

    /// Encrypted files that were not read, so that what they declare is unknown.
    var unread: Set<String> = []

    /// Warnings and notes; errors end the reading.
    var diagnostics: [Diagnostic]

    /// What a plan made before there is a ledger key is bound to.
    var binding: PlanBinding

    /// Who decides about items that these entries do not name.
    var scope = PlanScope.declarations
}

extension SyncEngine {
    /// Reads the declarations, decrypts what is encrypted, and resolves references.
    ///
    /// - Parameter policy: What it leaves out is not resolved: whoever applies a part needs the secrets of that part.
    /// - Throws: ``EngineFailure`` `invalid-input` with every problem at once.
    func declarations(resolving: Bool, policy: PlanPolicy = PlanPolicy()) async throws -> Declared {
        context.progress(ProgressEvent(phase: "reading declarations"))
        let encrypted =
            resolving
            ? await EncryptedDeclarations.open(files, environment: environment, with: decryption) : .closed
        let loaded = DeclarationLoader.load(files: files, settings: settings, encrypted: encrypted)
        if loaded.diagnostics.hasErrors { throw EngineFailure.invalidInput(loaded.diagnostics) }
        let items = ItemValues(engine: self)
        let resolvers = resolving ? ReferenceResolvers.declarations(try await declarationContext(items)) : nil
        let resolved = await ReferenceResolution.resolve(
            loaded.entries, settings: settings, resolvers: resolvers
        ) { entry in
            entry.path.map { policy.exclusion(of: entry.id, at: $0) == nil } ?? true
        }
        if let failure = items.failure, !resolved.diagnostics.contains(where: Self.isOtherError) { throw failure }
        let diagnostics = loaded.diagnostics + resolved.diagnostics
        if diagnostics.hasErrors { throw EngineFailure.invalidInput(diagnostics) }
        return Declared(
            entries: resolved.entries, teams: loaded.teams, unread: loaded.unread, diagnostics: diagnostics,
            binding: .files(files))
    }

    /// Stops where a file is not any more as it was read: half of a file, or of a change to several, must not pass for what
    /// is declared. It is asked late, so that whoever was writing has finished meanwhile.
    func checkUnchanged() throws {
        let changed = files.changed()
        guard !changed.isEmpty else { return }
        throw EngineFailure(
            .stale, code: "files-changed", "the project's files changed while they were read",
            causes: changed.prefix(10).map { escapedForTerminal($0) } + (changed.count > 10 ? ["…"] : []),
            hints: ["nothing was written; run the command again when nobody writes there"])
    }

    /// What declarations may reach; of Akeyless never the ledger's own items, whatever the patterns say.
    private func declarationContext(_ items: ItemValues) async throws -> ReferenceContext {
        var context = referenceContext(akeyless: items)
        guard !context.limits.akeylessPaths.isEmpty else { return context }
        context.limits.forbiddenAkeylessPaths = ledgerPaths(of: try await openLedger().project)
        return context
    }

    /// An error beside those that a failed connection brings about.
    private static func isOtherError(_ diagnostic: Diagnostic) -> Bool {
        diagnostic.severity == .error && !diagnostic.message.hasPrefix("ref+akeyless://")
    }
}

/// What stands in for fingerprints in a plan made before there is a ledger key.
enum PlanBinding: Sendable {
    /// The files of declarations, which are in Git anyway; what references point to plays no part in it.
    case files(any RepoFiles)
    case text(String)

    /// What the saved plan carries; only here the files are read for it.
    var digest: String {
        switch self {
        case .text(let text): return text
        case .files(let files):
            var parts: [String] = []
            for folder in ["connections", "variables", "config", "teams", "environments"] {
                Self.collect(folder, of: files, &parts)
            }
            return PublicDigest.hex(parts)
        }
    }

    /// What cannot be read is no declaration of this run, and must not become one before the plan is applied.
    private static func collect(_ folder: String, of files: any RepoFiles, _ parts: inout [String]) {
        do {
            for entry in try files.list(folder) {
                let path = "\(folder)/\(entry.name)"
                switch entry.kind {
                case .folder: collect(path, of: files, &parts)
                case .file: parts += [path, content(of: path, in: files)]
                case .link, .other: break
                }
            }
        } catch {
            parts += [folder, error.reason]
        }
    }

    private static func content(of path: String, in files: any RepoFiles) -> String {
        do {
            return String(decoding: try files.read(path, limit: 64 << 20, links: .refused), as: UTF8.self)
        } catch {
            return error.reason
        }
    }
}
