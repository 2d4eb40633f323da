import SyncModel

/// Reads from an `airflow.cfg` where Airflow's Akeyless backend looks: `[secrets] backend_kwargs` and `[core] multi_team`.
///
/// Nothing else is taken from it, least of all credentials.
enum AirflowConfigFile {
    private static let names: [String: SettingKey] = [
        "connections_path": .connectionsPath, "variables_path": .variablesPath, "config_path": .configPath,
        "sep": .separator, "use_team_secrets_path": .useTeamSecretsPath, "global_secrets_path": .globalSecretsPath,
    ]

    static func read(_ bytes: [UInt8], file: String) -> ([SettingKey: ProjectFile.Setting], [Diagnostic]) {
        let source: SourceText
        do {
            source = try SourceText(decoding: bytes, file: file)
        } catch {
            return ([:], error.diagnostics)
        }
        var settings: [SettingKey: ProjectFile.Setting] = [:]
        var diagnostics: [Diagnostic] = []
        let options = options(in: source)
        if let option = options["core.multi_team"], let value = try? SettingType.bool.parse(option.text) {
            settings[.multiTeam] = .init(value: value, location: option.location)
        }
        if let option = options["secrets.backend"], !option.text.lowercased().contains("akeyless") {
            diagnostics.append(
                Diagnostic(
                    .warning, code: "airflow-cfg", "[secrets] backend is not the Akeyless backend",
                    at: option.location))
        }
        guard let option = options["secrets.backend_kwargs"] else {
            diagnostics.append(
                Diagnostic(
                    .warning, code: "airflow-cfg", "[secrets] has no backend_kwargs; the defaults hold",
                    at: SourceLocation(file: file)))
            return (settings, diagnostics)
        }
        settings.merge(keywordArguments(option, diagnostics: &diagnostics)) { _, new in new }
        return (settings, diagnostics)
    }

    private struct Option {
        var text: String
        var location: SourceLocation
    }

    private static func keywordArguments(
        _ option: Option, diagnostics: inout [Diagnostic]
    ) -> [SettingKey: ProjectFile.Setting] {
        let root: LocatedValue
        do {
            root = try JSONReader.read(SourceText(text: option.text, file: option.location.file))
        } catch {
            diagnostics.append(
                Diagnostic(.error, code: "airflow-cfg", "backend_kwargs is not a JSON object", at: option.location))
            return [:]
        }
        guard root.members != nil else {
            diagnostics.append(
                Diagnostic(.error, code: "airflow-cfg", "backend_kwargs is not a JSON object", at: option.location))
            return [:]
        }
        var settings: [SettingKey: ProjectFile.Setting] = [:]
        for member in root.effectiveMembers {
            guard let name = member.key.text, let key = names[name] else { continue }
            do {
                let value = try SettingDefinition.of(key).type.parse(member.value)
                settings[key] = .init(value: value, location: option.location)
            } catch {
                diagnostics.append(
                    Diagnostic(
                        .error, code: "airflow-cfg", "`\(name)` in backend_kwargs \(error.message)",
                        at: option.location))
            }
        }
        return settings
    }

    /// Options by `section.name` in lower case, with continued lines joined and `%%` undone, as Python's parser does.
    private static func options(in source: SourceText) -> [String: Option] {
        var result: [String: Option] = [:]
        var section = ""
        var current: String?
        for (index, line) in source.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.trimmingBlanks
            if trimmed.hasPrefix("#") || trimmed.hasPrefix(";") { continue }
            if trimmed.isEmpty {
                continue
            } else if line.first == " " || line.first == "\t", let name = current {
                result[name]?.text += "\n" + trimmed.replacingDoubledPercent
            } else if trimmed.hasPrefix("["), let end = trimmed.firstIndex(of: "]") {
                section = trimmed[trimmed.index(after: trimmed.startIndex)..<end].lowercased()
                current = nil
            } else if let separator = trimmed.firstIndex(where: { $0 == "=" || $0 == ":" }) {
                let name = "\(section).\(trimmed[..<separator].trimmingBlanks.lowercased())"
                let value = trimmed[trimmed.index(after: separator)...].trimmingBlanks
                let location = SourceLocation(file: source.file, line: index + 1, column: 1)
                result[name] = Option(text: value.replacingDoubledPercent, location: location)
                current = name
            }
        }
        return result
    }
}

extension String {
    fileprivate var replacingDoubledPercent: String {
        var result = ""
        var previousWasPercent = false
        for character in self {
            if character == "%", previousWasPercent {
                previousWasPercent = false
                continue
            }
            previousWasPercent = character == "%"
            result.append(character)
        }
        return result
    }
}
