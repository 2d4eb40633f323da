import Declarations
import Planning
import SyncModel

/// What the repository declares in this environment, ready to be compared.
struct Declared: Sendable {
    var entries: [ResolvedEntry]
    var teams: [String]

    /// Warnings and notes; errors end the reading.
    var diagnostics: [Diagnostic]

    /// Stands in for fingerprints in a plan made before there is a ledger key: a digest over the files, which are in Git
    /// anyway. What references point to plays no part in it.
    var binding: String

    /// Who decides about items that these entries do not name.
    var scope = PlanScope.declarations
}

extension SyncEngine {
    /// Reads the declarations and resolves their references.
    ///
    /// - Parameter akeyless: reads other items for `ref+akeyless`.
    /// - Throws: ``EngineFailure`` `invalid-input` with every problem at once.
    func declarations(resolving: Bool, akeyless: (any AkeylessValues)? = nil) async throws -> Declared {
        context.progress(ProgressEvent(phase: "reading declarations"))
        let loaded = DeclarationLoader.load(files: files, settings: settings)
        if loaded.diagnostics.hasErrors { throw EngineFailure.invalidInput(loaded.diagnostics) }
        let resolvers = resolving ? ReferenceResolvers.declarations(referenceContext(akeyless: akeyless)) : nil
        let resolved = await ReferenceResolution.resolve(loaded.entries, settings: settings, resolvers: resolvers)
        let diagnostics = loaded.diagnostics + resolved.diagnostics
        if diagnostics.hasErrors { throw EngineFailure.invalidInput(diagnostics) }
        return Declared(
            entries: resolved.entries, teams: loaded.teams, diagnostics: diagnostics,
            binding: FileBinding(files: files).digest())
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
