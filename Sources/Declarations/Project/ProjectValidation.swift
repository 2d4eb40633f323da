import AirflowModel
package import SyncModel

extension ProjectFile {
    /// Finds environments that would write over each other, and prefixes from which no item could be told apart.
    ///
    /// Flags and variables are left out: what the file says must hold for everyone who runs it.
    package func validateEnvironments() -> [Diagnostic] {
        let all = environmentNames.map { Settings.resolve(project: self, environment: $0).0 }
        var found = all.flatMap { ambiguousPrefixes($0) }
        for (index, first) in all.enumerated() {
            for second in all[(index + 1)...] {
                found += overlap(first, second)
                found += sharedBranch(first, second)
                found += exposed(first, to: second) + exposed(second, to: first)
            }
        }
        // The same fault seen from several environments is told once.
        var seen = Set<Diagnostic>()
        return found.filter { seen.insert($0).inserted }
    }

    private func ambiguousPrefixes(_ settings: Settings) -> [Diagnostic] {
        settings.naming.problems().map { problem in
            Diagnostic(
                .error, code: problem.code.rawValue, problem.message, at: location(of: settings, .connectionsPath),
                hint: "give each kind a path of its own under `backend:`")
        }
    }

    private func overlap(_ a: Settings, _ b: Settings) -> [Diagnostic] {
        guard gateway(a) == gateway(b) else { return [] }
        guard a.naming.overlaps(b.naming) else { return [] }
        return [
            Diagnostic(
                .environmentsOverlap,
                "the environments `\(a.environment)` and `\(b.environment)` own the same names on "
                    + "one gateway",
                at: location(of: b, .connectionsPath),
                hint: "give one of them another gateway or other paths under `backend:`")
        ]
    }

    /// What only one environment's ledger may use must not be found by the Airflow of another one.
    private func exposed(_ a: Settings, to b: Settings) -> [Diagnostic] {
        guard gateway(a) == gateway(b) else { return [] }
        let paths: [(SettingKey, ReadingRule)] = [(.ledgerKeyPath, .ledgerKey), (.ledgerTrashPath, .ledgerTrash)]
        return paths.compactMap { key, rule in
            guard let path = a.text(key), let holder = SettingsValidation.kind(holding: path, in: b) else { return nil }
            return Diagnostic(
                rule,
                "`\(key.rawValue)` of the environment `\(a.environment)` lies among the \(holder.folder) of `\(b.environment)`",
                at: location(of: a, key), hint: "name a path outside of all paths under `backend:`")
        }
    }

    private func sharedBranch(_ a: Settings, _ b: Settings) -> [Diagnostic] {
        guard a.ledgerBranch == b.ledgerBranch, a.text(.ledgerRepository) == b.text(.ledgerRepository) else {
            return []
        }
        return [
            Diagnostic(
                .ledgerBranch,
                "the environments `\(a.environment)` and `\(b.environment)` share the ledger branch "
                    + "`\(escapedForTerminal(a.ledgerBranch))`",
                at: location(of: b, .ledgerBranch), hint: "give each environment its own `ledger.branch`")
        ]
    }

    /// Two addresses with one host are taken for one account, whatever their path.
    private func gateway(_ settings: Settings) -> String {
        if let file = settings.text(.gatewayEmbedded) { return "file:\(file)" }
        let text = settings.text(.gatewayURL) ?? ""
        guard let address = try? GatewayAddress(text) else { return text }
        return "\(address.host):\(address.port)"
    }

    private func location(of settings: Settings, _ key: SettingKey) -> SourceLocation {
        switch settings.origin(of: key) {
        case .environmentSection(let place), .projectFile(let place), .airflowConfig(let place): place
        default: environments[settings.environment]?.location ?? top.location
        }
    }
}
