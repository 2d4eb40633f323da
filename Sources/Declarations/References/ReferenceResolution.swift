import AirflowModel
package import SyncModel

/// Resolves the references of all entries, each once, and proves that Airflow would read what was declared.
package enum ReferenceResolution {
    /// - Parameters:
    ///   - resolvers: Nil for `--offline-values`: nothing is resolved, such fields stay unknown.
    ///   - isNeeded: Whether the values of an entry are; where they are not, its references stay unresolved as well.
    package static func resolve(
        _ entries: [DeclaredEntry], settings: Settings, resolvers: ReferenceResolvers?,
        isNeeded: (DeclaredEntry) -> Bool = { _ in true }
    ) async -> (entries: [ResolvedEntry], diagnostics: [Diagnostic]) {
        let all = references(of: entries)
        let needed = resolvers == nil ? [] : references(of: entries.filter(isNeeded))
        var values = await offline(all.subtracting(needed))
        if let resolvers { values.merge(await resolvers.resolve(needed)) { first, _ in first } }
        return assemble(entries, settings: settings, values: values)
    }

    private static func references(of entries: [DeclaredEntry]) -> Set<Reference> {
        Set(entries.flatMap(\.references).map(\.reference)).filter { $0.scheme != .kept }
    }

    /// What is known of references without resolving them: a literal text, and that a variable may never be read.
    private static func offline(_ wanted: Set<Reference>) async -> [Reference: Result<Secret, ReferenceFailure>] {
        let limits = ReferenceLimits()
        let table = ReferenceResolvers([
            .text: LiteralResolver(), .env: EnvironmentResolver(variables: [:], refusal: limits.refusal(ofVariable:)),
        ])
        return await table.resolve(
            wanted.filter { reference in
                reference.scheme == .text
                    || reference.scheme == .env && limits.refusal(ofVariable: reference.target) != nil
            })
    }

    /// The entries with these values in the places of references; without a value a field is unknown.
    package static func assemble(
        _ entries: [DeclaredEntry], settings: Settings, values: [Reference: Result<Secret, ReferenceFailure>]
    ) -> (entries: [ResolvedEntry], diagnostics: [Diagnostic]) {
        var assembler = EntryAssembler(settings: settings, values: values)
        let resolved = entries.compactMap { assembler.assemble($0) }
        return (resolved, DeclarationLoader.inOrder(assembler.diagnostics))
    }

    /// Resolves the values for logging in; a literal stands for itself.
    package static func authentication(
        _ settings: Settings, resolvers: ReferenceResolvers
    ) async -> (values: [SettingKey: Secret], diagnostics: [Diagnostic]) {
        await secrets(settings, keys: SettingKey.allCases.filter(\.isAuthentication), resolvers)
    }

    /// Resolves `ledger.key`, where it is set.
    package static func ledgerKey(
        _ settings: Settings, resolvers: ReferenceResolvers
    ) async -> (value: Secret?, diagnostics: [Diagnostic]) {
        let (values, diagnostics) = await secrets(settings, keys: [.ledgerKey], resolvers)
        return (values[.ledgerKey], diagnostics)
    }

    private static func secrets(
        _ settings: Settings, keys: [SettingKey], _ resolvers: ReferenceResolvers
    ) async -> ([SettingKey: Secret], [Diagnostic]) {
        var values: [SettingKey: Secret] = [:]
        var references: [SettingKey: Reference] = [:]
        var diagnostics: [Diagnostic] = []
        for key in keys {
            switch settings[key] {
            case .text(let text)?: values[key] = Secret(text)
            case .given(let secret)?: values[key] = secret
            case .bool(let flag)?: values[key] = Secret(String(flag))
            case .secret(let secret)?:
                do {
                    if let reference = try Reference.parse(secret.reveal()) {
                        references[key] = reference
                    } else {
                        values[key] = secret
                    }
                } catch {
                    diagnostics.append(
                        SettingsValidation.problem(
                            code: Refusal.reference.rawValue, "`\(key.rawValue)`: \(error.reason)", key, settings))
                }
            default: break
            }
        }
        let results = await resolvers.resolve(Set(references.values))
        for (key, reference) in references.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            switch results[reference] ?? .failure(ReferenceFailure(.unsupported, "it cannot be resolved here")) {
            case .success(let secret): values[key] = secret
            case .failure(let failure):
                var problem = SettingsValidation.problem(
                    code: Refusal.unresolvedReference.rawValue,
                    "`\(key.rawValue)`: \(reference.name): \(failure.reason)", key, settings)
                problem.hint = failure.hint
                diagnostics.append(problem)
            }
        }
        return (values, diagnostics)
    }
}
