import AirflowModel
package import SyncModel

/// Checks single values that the table's types cannot, each with the place that gave it.
package enum SettingsValidation {
    package static func check(_ settings: Settings) -> [Diagnostic] {
        gateway(settings) + login(settings) + versions(settings) + ledger(settings) + paths(settings)
    }

    private static func gateway(_ settings: Settings) -> [Diagnostic] {
        guard let text = settings.text(.gatewayURL) else { return [] }
        do {
            _ = try GatewayAddress(text)
            return []
        } catch {
            return [problem(.gateway, "the gateway's address \(error.reason)", .gatewayURL, settings)]
        }
    }

    private static func login(_ settings: Settings) -> [Diagnostic] {
        guard let type = settings.text(.authAccessType), let (message, hint) = AccessTypes.refusal(of: type) else {
            return []
        }
        return [problem(.accessType, message, .authAccessType, settings, hint: hint)]
    }

    private static func versions(_ settings: Settings) -> [Diagnostic] {
        guard let text = settings.text(.airflowVersion), AirflowRules(text) == nil else { return [] }
        return [
            problem(
                .settingType, "`airflow.version` must be a release such as 3.3 or 2.11", .airflowVersion, settings)
        ]
    }

    private static func ledger(_ settings: Settings) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if let branch = settings.text(.ledgerBranch), !isBranchName(branch) {
            found.append(problem(.ledgerBranch, "`ledger.branch` is not a name Git accepts", .ledgerBranch, settings))
        }
        if let remote = settings.text(.ledgerRemote), !isRemote(remote) {
            found.append(
                problem(
                    .ledgerRemote,
                    "`ledger.remote` is neither the name of a remote nor an address without a password",
                    .ledgerRemote, settings))
        }
        if let key = settings.secret(.ledgerKey), !key.isEmpty, !key.reveal().hasPrefix("ref+") {
            let isOpen = settings.origin(of: .ledgerKey).isFromRepository
            if isOpen {
                found.append(
                    problem(
                        .ledgerKey, "`ledger.key` must be a reference, never the key itself", .ledgerKey, settings))
            }
        }
        if let path = settings.text(.ledgerKeyPath), !path.begins(with: "/") {
            found.append(problem(.ledgerKey, "`ledger.key_path` must begin with `/`", .ledgerKeyPath, settings))
        }
        return found + keyAmongEntries(settings) + trash(settings)
    }

    /// A DAG that asks for a variable of the key's name must not get the key.
    private static func keyAmongEntries(_ settings: Settings) -> [Diagnostic] {
        guard let path = settings.text(.ledgerKeyPath), let holder = kind(holding: path, in: settings) else {
            return []
        }
        return [
            problem(
                .ledgerKey, "Airflow would find the ledger key at `ledger.key_path` among its \(holder.folder)",
                .ledgerKeyPath, settings, hint: "name a path outside of all paths under `backend:`, or leave it out")
        ]
    }

    /// The kind among whose entries Airflow would find a path.
    static func kind(holding path: String, in settings: Settings) -> EntryKind? {
        guard path.begins(with: "/") else { return nil }
        let naming = settings.naming
        return EntryKind.allCases.first { kind in
            naming.base(of: kind).map { folder(path).begins(with: $0 + naming.sep) } ?? false
        }
    }

    /// Nothing that Airflow reads or that the ledger needs may lie in the trash, nor the trash where Airflow reads.
    private static func trash(_ settings: Settings) -> [Diagnostic] {
        guard let path = settings.text(.ledgerTrashPath) else { return [] }
        guard path.begins(with: "/"), !path.pathParts().isEmpty else {
            return [
                problem(
                    .ledgerTrash, "`ledger.trash_path` must begin with `/` and name a folder", .ledgerTrashPath,
                    settings)
            ]
        }
        let trash = folder(path)
        let keys: [SettingKey] = [.connectionsPath, .variablesPath, .configPath, .ledgerKeyPath]
        return keys.compactMap { key in
            guard let other = settings.text(key), !other.isEmpty else { return nil }
            let place = folder(other)
            guard trash.begins(with: place) || place.begins(with: trash) else { return nil }
            return problem(
                .ledgerTrash, "`ledger.trash_path` and `\(key.rawValue)` must not lie in each other",
                .ledgerTrashPath,
                settings)
        }
    }

    private static func folder(_ path: String) -> String {
        path.pathParts().map { "/" + $0 }.joined() + "/"
    }

    private static func paths(_ settings: Settings) -> [Diagnostic] {
        [SettingKey.connectionsPath, .variablesPath, .configPath].compactMap { key in
            guard let path = settings.text(key), !path.isEmpty, !path.begins(with: "/") else { return nil }
            return problem(
                .backendPath, "`\(key.rawValue)` must begin with `/`; Airflow would not find what it asks for", key,
                settings)
        }
    }

    /// The rules of `git check-ref-format --branch`.
    static func isBranchName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.isEmpty, !name.hasPrefix("-"), name != "HEAD", name != "@", !name.hasSuffix("."),
            !name.contains(".."), !name.contains("@{")
        else { return false }
        let areSound = parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
        return areSound
            && name.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7F && !"~^:?*[\\".unicodeScalars.contains($0)
            }
    }

    /// Whether git can take a text for a remote and for nothing else: no option, no helper program (`ext::`), no password
    /// in what is a file of the repository.
    static func isRemote(_ name: String) -> Bool {
        let isPlain = name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard !name.isEmpty, isPlain, !name.hasPrefix("-"), !name.contains("::") else { return false }
        guard let scheme = name.firstRange(of: "://") else { return true }
        let authority = name[scheme.upperBound...].prefix { $0 != "/" }
        return
            !(authority.split(separator: "@", omittingEmptySubsequences: false).dropLast().contains { $0.contains(":") })
    }

    private static func problem(
        _ rule: ReadingRule, _ message: String, _ key: SettingKey, _ settings: Settings, hint: String? = nil
    ) -> Diagnostic {
        problem(code: rule.rawValue, message, key, settings, hint: hint)
    }

    static func problem(
        code: String, _ message: String, _ key: SettingKey, _ settings: Settings, hint: String? = nil
    ) -> Diagnostic {
        switch settings.origin(of: key) {
        case .environmentSection(let location), .projectFile(let location), .airflowConfig(let location):
            Diagnostic(.error, code: code, message, at: location, hint: hint)
        case .flag(let name), .variable(let name):
            Diagnostic(.error, code: code, "\(message) (given by \(name))", hint: hint)
        case .connection, .profile:
            Diagnostic(.error, code: code, "\(message) (given by \(settings.origin(of: key)))", hint: hint)
        case .standard: Diagnostic(.error, code: code, message, hint: hint)
        }
    }
}
