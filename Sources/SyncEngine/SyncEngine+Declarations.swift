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

    /// Stands in for fingerprints in a plan made before there is a ledger key: a digest over the files, which are in Git
    /// anyway. What references point to plays no part in it.
    var binding: String

    /// Who decides about items that these entries do not name.
    var scope = PlanScope.declarations
}

extension SyncEngine {
    /// Reads the declarations, decrypts what is encrypted, and resolves references.
    ///
    /// - Throws: ``EngineFailure`` `invalid-input` with every problem at once.
    func declarations(resolving: Bool) async throws -> Declared {
        context.progress(ProgressEvent(phase: "reading declarations"))
        let encrypted =
            resolving
            ? await EncryptedDeclarations.open(files, environment: environment, with: decryption) : .closed
        let loaded = DeclarationLoader.load(files: files, settings: settings, encrypted: encrypted)
        if loaded.diagnostics.hasErrors { throw EngineFailure.invalidInput(loaded.diagnostics) }
        let items = ItemValues(engine: self)
        let resolvers = resolving ? ReferenceResolvers.declarations(try await declarationContext(items)) : nil
        let resolved = await ReferenceResolution.resolve(loaded.entries, settings: settings, resolvers: resolvers)
        if let failure = items.failure, !resolved.diagnostics.contains(where: Self.isOtherError) { throw failure }
        let diagnostics = loaded.diagnostics + resolved.diagnostics
        if diagnostics.hasErrors { throw EngineFailure.invalidInput(diagnostics) }
        return Declared(
            entries: resolved.entries, teams: loaded.teams, unread: loaded.unread, diagnostics: diagnostics,
            binding: FileBinding(files: files).digest())
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

/// A digest over all files of declarations.
struct FileBinding {
    let files: any RepoFiles

    func digest() -> String {
        var parts: [String] = []
        for folder in ["connections", "variables", "config", "teams", "environments"] { collect(folder, &parts) }
        return PublicDigest.hex(parts)
    }

    private func collect(_ folder: String, _ parts: inout [String]) {
        for entry in (try? files.list(folder)) ?? [] {
            let path = "\(folder)/\(entry.name)"
            switch entry.kind {
            case .folder: collect(path, &parts)
            case .file:
                guard let bytes = try? files.read(path, limit: 64 << 20, links: .refused) else { continue }
                parts += [path, String(decoding: bytes, as: UTF8.self)]
            case .link, .other: break
            }
        }
    }
}
