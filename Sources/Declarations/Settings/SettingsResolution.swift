package import SyncModel

extension Settings {
    /// Decides every setting: flag over `LOCKSTEP_…` over environment section over project file over default.
    ///
    /// - Parameters:
    ///   - project: The project file; nil for commands that work without one.
    ///   - environment: The name given by `--environment`, if any.
    ///   - flags: Texts given by flags.
    ///   - variables: The process's environment variables.
    package static func resolve(
        project: ProjectFile?, environment: String? = nil, flags: [SettingKey: String] = [:],
        variables: [String: String] = [:]
    ) -> (Settings, [Diagnostic]) {
        var resolution = SettingsResolution(project: project, flags: flags, variables: variables)
        if let environment { resolution.flags[.environment] = environment }
        let settings = resolution.resolve()
        return (settings, resolution.diagnostics)
    }
}

/// See ``Settings/resolve(project:environment:flags:variables:)``.
private struct SettingsResolution {
    let project: ProjectFile?
    var flags: [SettingKey: String]
    let variables: [String: String]
    var diagnostics: [Diagnostic] = []

    init(project: ProjectFile?, flags: [SettingKey: String], variables: [String: String]) {
        self.project = project
        self.flags = flags
        self.variables = variables
    }

    mutating func resolve() -> Settings {
        let name = environmentName()
        let section = project?.environments[name]
        var values: [SettingKey: Settings.Resolved] = [:]
        for row in SettingDefinition.all { values[row.key] = decide(row, section) }
        values[.environment]?.value = .text(name)
        settleGateway(&values)
        if values[.ledgerBranch] == nil {
            values[.ledgerBranch] = .init(value: .text(Settings.usualLedgerBranch(of: name)), origin: .standard)
        }
        var settings = Settings(environment: name, values: values)
        settings.checks = checks(section)
        settings.drift = project.map { drift($0.top, section) } ?? DriftRules()
        diagnostics += SettingsValidation.check(settings)
        warnAboutMisspelledVariables()
        return settings
    }

    private mutating func environmentName() -> String {
        let variable = SettingDefinition.of(.environment).variables.compactMap { variables[$0] }.first { !$0.isEmpty }
        let name = flags[.environment] ?? variable ?? "default"
        guard let project, !project.environmentNames.contains(name) else { return name }
        let known = project.environmentNames
        diagnostics.append(
            Diagnostic(
                .unknownEnvironment, "there is no environment `\(escapedForTerminal(name))`",
                hint: (didYouMean(name, among: known).map { $0 + " " } ?? "")
                    + "known: \(known.joined(separator: ", "))"))
        return name
    }

    private mutating func decide(_ row: SettingDefinition, _ section: ProjectFile.Section?) -> Settings.Resolved? {
        if row.key == .trustGateway { return union(row) }
        if let text = flags[row.key] {
            let origin = row.flag ?? "--\(row.key.rawValue)"
            return parsed(text, row, .flag(origin), named: origin)
        }
        if let given = given(row) { return parsed(given.text, row, .variable(given.name), named: given.name) }
        if row.inEnvironment, let setting = section?.settings[row.key] {
            return .init(value: setting.value, origin: .environmentSection(setting.location))
        }
        if let setting = section?.airflowConfig[row.key] {
            return .init(value: setting.value, origin: .airflowConfig(setting.location))
        }
        if row.inFile, let setting = project?.top.settings[row.key] {
            return .init(value: setting.value, origin: .projectFile(setting.location))
        }
        if let setting = project?.top.airflowConfig[row.key] {
            return .init(value: setting.value, origin: .airflowConfig(setting.location))
        }
        return row.defaultValue.map { .init(value: $0, origin: .standard) }
    }

    /// An empty variable counts as not set, except for a list, where it allows nothing.
    private func given(_ row: SettingDefinition) -> (name: String, text: String)? {
        for name in row.variables {
            guard let text = variables[name], !text.isEmpty || row.type == .list else { continue }
            return (name, text)
        }
        return nil
    }

    private mutating func parsed(
        _ text: String, _ row: SettingDefinition, _ origin: SettingOrigin, named name: String
    ) -> Settings.Resolved? {
        do {
            return .init(value: try row.type.parse(text), origin: origin)
        } catch {
            diagnostics.append(Diagnostic(.settingType, "\(name) \(error.message)", hint: error.hint))
            return nil
        }
    }

    /// Trust is added up: the flag and the variable both name hosts of whoever runs the command.
    private func union(_ row: SettingDefinition) -> Settings.Resolved {
        let flag = flags[row.key]
        let variable = given(row)
        let texts = [flag, variable?.text].compactMap(\.self)
        let hosts = texts.flatMap { $0.split(separator: ",").map(\.trimmingBlanks) }.filter { !$0.isEmpty }
        let origin: SettingOrigin =
            flag != nil ? .flag(row.flag ?? "") : variable.map { .variable($0.name) } ?? .standard
        return .init(value: .list(hosts), origin: origin)
    }

    /// `url` and `embedded` exclude each other: the one from the stronger source stays.
    private func settleGateway(_ values: inout [SettingKey: Settings.Resolved]) {
        guard let url = values[.gatewayURL], let embedded = values[.gatewayEmbedded] else { return }
        let drop: SettingKey = url.origin.strength > embedded.origin.strength ? .gatewayEmbedded : .gatewayURL
        values[drop] = nil
    }

    private func checks(_ section: ProjectFile.Section?) -> CheckSeverities {
        let settings = (project?.top.checks ?? [:]).merging(section?.checks ?? [:]) { _, own in own }
        var overrides: [Check: Diagnostic.Severity?] = [:]
        for (name, setting) in settings {
            if let check = Check(rawValue: name) { overrides.updateValue(setting.severity, forKey: check) }
        }
        return CheckSeverities(overrides)
    }

    /// An environment's rules follow the general ones, and the last match decides.
    private func drift(_ top: ProjectFile.Section, _ section: ProjectFile.Section?) -> DriftRules {
        var rules = top.drift ?? DriftRules()
        rules.policies += section?.drift?.policies ?? []
        rules.ignoredFields += section?.drift?.ignoredFields ?? []
        return rules
    }

    /// A misspelled limit would silently allow more than its author meant.
    private mutating func warnAboutMisspelledVariables() {
        let known = SettingDefinition.all.flatMap(\.variables)
        for name in variables.keys.sorted() where name.hasPrefix("LOCKSTEP_") && !known.contains(name) {
            guard let hint = didYouMean(name, among: known) else { continue }
            diagnostics.append(
                Diagnostic(
                    .unknownVariable, "the variable \(escapedForTerminal(name)) sets nothing",
                    hint: hint))
        }
    }
}
