import SyncModel

/// Turns the nodes of `lockstep.yaml` into a ``ProjectFile`` by the table of settings; unknown names are errors.
struct ProjectFileParser {
    var diagnostics: [Diagnostic]

    /// The format of the file that this program reads.
    static let version = "1"

    mutating func project(from root: LocatedValue) -> ProjectFile {
        checkVersion(of: root)
        var environments: [String: ProjectFile.Section] = [:]
        if let member = root.member("environments") { environments = sections(in: member.value) }
        let top = section(root, isTop: true)
        return ProjectFile(top: top, environments: environments)
    }

    private mutating func checkVersion(of root: LocatedValue) {
        guard let member = root.member("version") else {
            report(.projectVersion, "`version: 1` is missing", at: root.location, hint: "add the line `version: 1`")
            return
        }
        switch member.value.content {
        case .integer(Self.version), .text(Self.version): return
        case .integer(let other):
            report(
                .projectVersion, "this file has version \(other); this program reads version \(Self.version)",
                at: member.value.location, hint: "use a release of Lockstep that knows it")
        default:
            report(
                .projectVersion, "`version` must be the number \(Self.version)", at: member.value.location,
                hint: "write `version: \(Self.version)`")
        }
    }

    private mutating func sections(in value: LocatedValue) -> [String: ProjectFile.Section] {
        guard expectMapping(value, "environments") else { return [:] }
        var result: [String: ProjectFile.Section] = [:]
        for member in value.effectiveMembers {
            let name = member.key.spelling ?? member.key.text ?? ""
            guard Self.isEnvironmentName(name) else {
                diagnostics.append(Self.badEnvironmentName(name, at: member.key.location))
                continue
            }
            if member.value.isNull {
                result[name] = ProjectFile.Section(location: member.key.location)
            } else if expectMapping(member.value, "environments.\(name)") {
                var section = self.section(member.value, isTop: false)
                section.location = member.key.location
                result[name] = section
            }
        }
        return result
    }

    /// Names become folders, branch names and Akeyless paths.
    static func isEnvironmentName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) || isDigit(first), name.utf8.count <= 64 else {
            return false
        }
        return !name.contains("..") && !name.hasSuffix(".") && !name.hasSuffix(".lock")
            && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_.".utf8.contains($0) }
    }

    static func badEnvironmentName(_ name: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error, code: Check.environmentName.rawValue,
            "`\(escapedForTerminal(name))` cannot be the name of an environment",
            at: location, hint: "use letters, digits, `-`, `_` and `.`, beginning with a letter or digit")
    }
}

extension ProjectFileParser {
    private mutating func section(_ value: LocatedValue, isTop: Bool) -> ProjectFile.Section {
        var section = ProjectFile.Section(location: value.location)
        let rows = SettingDefinition.all.filter { $0.inFile && (isTop || $0.inEnvironment) }
        let extras = isTop ? ["version", "environments", "checks", "drift", "values"] : ["checks", "drift", "values"]
        read(value, prefix: "", rows: rows, extras: extras, into: &section)
        if let member = value.member("checks") { section.checks = checks(member.value) }
        if let member = value.member("drift") { section.drift = drift(member.value) }
        if let member = value.member("values") { values(member.value, into: &section) }
        refuseBothGateways(section)
        return section
    }

    /// Reads one level: a name is a setting, the beginning of some settings' names, or unknown.
    private mutating func read(
        _ value: LocatedValue, prefix: String, rows: [SettingDefinition], extras: [String],
        into section: inout ProjectFile.Section
    ) {
        let known = Set(rows.compactMap { Self.nextPart(of: $0.key.rawValue, after: prefix) }).union(extras)
        for member in value.effectiveMembers {
            guard let name = member.key.text else {
                report(.settingName, "the name of a setting must be text", at: member.key.location)
                continue
            }
            if extras.contains(name) { continue }
            let path = prefix + name
            if let row = rows.first(where: { $0.key.rawValue == path }) {
                set(row, member.value, in: &section)
            } else if known.contains(name) {
                if expectMapping(member.value, path) {
                    read(member.value, prefix: path + ".", rows: rows, extras: [], into: &section)
                }
            } else {
                unknown(path, name, among: known, at: member.key.location)
            }
        }
    }

    private static func nextPart(of name: String, after prefix: String) -> String? {
        guard name.hasPrefix(prefix) else { return nil }
        return name.dropFirst(prefix.count).split(separator: ".").first.map(String.init)
    }

    private mutating func set(
        _ row: SettingDefinition, _ value: LocatedValue, in section: inout ProjectFile.Section
    ) {
        do {
            let parsed = try row.type.parse(value)
            section.settings[row.key] = ProjectFile.Setting(value: parsed, location: value.location)
            warnAboutPlainSecret(row, parsed, at: value.location)
        } catch {
            report(.settingType, "`\(row.key.rawValue)` \(error.message)", at: value.location, hint: error.hint)
        }
    }

    private mutating func warnAboutPlainSecret(
        _ row: SettingDefinition, _ value: SettingValue, at location: SourceLocation
    ) {
        guard case .secret(let secret) = value, row.key != .authAccessID, !secret.isReference, !secret.isEmpty else {
            return
        }
        diagnostics.append(
            Diagnostic(
                .warning, code: Check.plainSecret.rawValue,
                "`\(row.key.rawValue)` is written in the file in plain text",
                at: location, hint: "use a reference such as ref+env://AKEYLESS_ACCESS_KEY"))
    }

    private mutating func unknown(
        _ path: String, _ name: String, among known: Set<String>, at location: SourceLocation
    ) {
        if let row = SettingDefinition.all.first(where: {
            $0.key.rawValue == path || $0.key.rawValue.hasPrefix(path + ".")
        }) {
            let source = row.flag ?? row.variables.first
            let hint = row.inFile ? "set it at the top of the file" : source.map { "use \($0)" }
            report(.settingPlace, "`\(escapedForTerminal(path))` cannot be set here", at: location, hint: hint)
            return
        }
        report(
            .unknownSetting, "`\(escapedForTerminal(path))` is not a setting", at: location,
            hint: didYouMean(name, among: known.sorted())
                ?? "known here: \(known.sorted().joined(separator: ", "))")
    }

    private mutating func refuseBothGateways(_ section: ProjectFile.Section) {
        guard section.settings[.gatewayURL] != nil, let embedded = section.settings[.gatewayEmbedded] else { return }
        report(
            .gateway, "`gateway.url` and `gateway.embedded` exclude each other", at: embedded.location,
            hint: "remove one of them")
    }

    private mutating func values(_ value: LocatedValue, into section: inout ProjectFile.Section) {
        guard expectMapping(value, "values") else { return }
        for member in value.effectiveMembers {
            guard member.key.text == SettingKey.encoding.rawValue else {
                unknown(
                    "values.\(member.key.text ?? "?")", member.key.text ?? "", among: ["encoding"],
                    at: member.key.location)
                continue
            }
            set(.of(.encoding), member.value, in: &section)
        }
    }

    mutating func expectMapping(_ value: LocatedValue, _ path: String) -> Bool {
        guard value.members == nil else { return true }
        report(.settingType, "`\(path)` must be a mapping, not \(value.kindName)", at: value.location)
        return false
    }

    mutating func report(_ rule: ReadingRule, _ message: String, at location: SourceLocation, hint: String? = nil) {
        diagnostics.append(Diagnostic(rule, message, at: location, hint: hint))
    }
}
