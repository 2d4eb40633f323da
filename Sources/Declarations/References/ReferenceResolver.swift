package import SyncModel

/// Finds the values of references of one scheme, all at once so that work can be shared.
package protocol ReferenceResolver: Sendable {
    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>]
}

/// The table of resolvers by scheme.
package struct ReferenceResolvers: Sendable {
    private var byScheme: [Reference.Scheme: any ReferenceResolver]

    package init(_ byScheme: [Reference.Scheme: any ReferenceResolver] = [:]) {
        self.byScheme = byScheme
    }

    /// Replaces the resolver of one scheme.
    package subscript(scheme: Reference.Scheme) -> (any ReferenceResolver)? {
        get { byScheme[scheme] }
        set { byScheme[scheme] = newValue }
    }

    /// Resolves each reference once, the schemes side by side.
    package func resolve(
        _ references: Set<Reference>
    ) async -> [Reference: Result<Secret, ReferenceFailure>] {
        let groups = Dictionary(grouping: references, by: \.scheme)
        return await withTaskGroup(of: [Reference: Result<Secret, ReferenceFailure>].self) { group in
            for (scheme, members) in groups {
                group.addTask {
                    guard let resolver = byScheme[scheme] else { return Self.unsupported(members) }
                    return await resolver.resolve(members.sorted { $0.name < $1.name })
                }
            }
            return await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        }
    }

    private static func unsupported(_ references: [Reference]) -> [Reference: Result<Secret, ReferenceFailure>] {
        let failure = ReferenceFailure(.unsupported, "references of this kind cannot be resolved here")
        return Dictionary(references.map { ($0, .failure(failure)) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Everything that references reach outside this process, in one value.
package struct ReferenceContext: Sendable {
    package var files: any RepoFiles

    /// The project folder, in which child processes run.
    package var projectRoot: String
    package var variables: [String: String]
    package var limits: ReferenceLimits
    package var processes: any ProcessRunner

    /// Reads other items; nil where there is no gateway to ask.
    package var akeyless: (any AkeylessValues)?

    /// Decrypts files, each once for all contexts that share it.
    package var decryption: FileDecryption

    package init(
        files: any RepoFiles, projectRoot: String, variables: [String: String], limits: ReferenceLimits = .init(),
        processes: any ProcessRunner = SystemProcesses(), akeyless: (any AkeylessValues)? = nil,
        decryption: FileDecryption? = nil
    ) {
        self.files = files
        self.projectRoot = projectRoot
        self.variables = variables
        self.limits = limits
        self.processes = processes
        self.akeyless = akeyless
        self.decryption =
            decryption
            ?? FileDecryption(files: files, projectRoot: projectRoot, variables: variables, processes: processes)
    }
}

extension ReferenceResolvers {
    /// The resolvers for declarations, with every limit in force.
    package static func declarations(_ context: ReferenceContext) -> ReferenceResolvers {
        let limits = context.limits
        return table(context) { limits.refusal(ofVariable: $0) }
    }

    /// The resolvers for the login and the ledger key: any variable may be read, `AKEYLESS_ACCESS_KEY` above all.
    ///
    /// Files stay inside the project, and no other item can be read before the login.
    package static func authentication(_ context: ReferenceContext) -> ReferenceResolvers {
        var resolvers = table(context) { _ in nil }
        resolvers[.akeyless] = nil
        return resolvers
    }

    private static func table(
        _ context: ReferenceContext, refusal: @escaping @Sendable (String) -> ReferenceFailure?
    ) -> ReferenceResolvers {
        ReferenceResolvers([
            .env: EnvironmentResolver(variables: context.variables, refusal: refusal),
            .file: FileResolver(files: context.files),
            .text: LiteralResolver(),
            .sops: EncryptedFileResolver(tool: .sops, decryption: context.decryption),
            .age: EncryptedFileResolver(tool: .age, decryption: context.decryption),
            .exec: ExecResolver(context: context),
            .akeyless: AkeylessResolver(context: context),
        ])
    }
}
