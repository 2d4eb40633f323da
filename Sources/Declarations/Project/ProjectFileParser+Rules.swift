import SyncModel

extension ProjectFileParser {
    /// `checks: {id: error|warning|note|off}`.
    mutating func checks(_ value: LocatedValue) -> [String: ProjectFile.CheckSetting] {
        guard expectMapping(value, "checks") else { return [:] }
        var result: [String: ProjectFile.CheckSetting] = [:]
        for member in value.effectiveMembers {
            let name = member.key.text ?? member.key.spelling ?? ""
            guard Check(rawValue: name) != nil else {
                report(
                    .unknownCheck, "`checks.\(escapedForTerminal(name))` is not a check", at: member.key.location,
                    hint: didYouMean(name, among: Check.allCases.map(\.rawValue))
                        ?? "known: \(Check.allCases.map(\.rawValue).joined(separator: ", "))")
                continue
            }
            if let setting = severity(member.value) { result[name] = setting }
        }
        return result
    }

    private mutating func severity(_ value: LocatedValue) -> ProjectFile.CheckSetting? {
        // An unquoted `off` is the boolean false in YAML 1.1, and here both mean the same.
        let isOff = if case .bool(false) = value.content { true } else { value.text == "off" }
        if isOff { return .init(severity: nil, location: value.location) }
        if let severity = value.text.flatMap(Diagnostic.Severity.init) {
            return .init(severity: severity, location: value.location)
        }
        report(.settingType, "a check's severity must be error, warning, note or off", at: value.location)
        return nil
    }

    /// `drift: {glob: report|overwrite|ignore, ignore_fields: [name] or {glob: [name]}}`.
    mutating func drift(_ value: LocatedValue) -> DriftRules? {
        guard expectMapping(value, "drift") else { return nil }
        var rules = DriftRules()
        for member in value.effectiveMembers {
            guard let name = member.key.text else {
                report(.settingName, "a pattern must be text", at: member.key.location, hint: "write it in quotes")
                continue
            }
            if name == "ignore_fields" {
                rules.ignoredFields += ignoredFields(member.value)
            } else if !Self.isSelector(name) {
                report(
                    .driftPattern, "`\(escapedForTerminal(name))` is not a pattern over entries",
                    at: member.key.location,
                    hint: didYouMean(name, among: ["ignore_fields"])
                        ?? "write a pattern such as `connections/*`, `teams/a/variables/*` or `**`")
            } else if let policy = member.value.text.flatMap(DriftRules.Policy.init) {
                rules.policies.append(.init(glob: Glob(name), value: policy, location: member.value.location))
            } else {
                report(
                    .settingType, "a drift policy must be report, overwrite or ignore", at: member.value.location,
                    hint: member.value.text.flatMap {
                        didYouMean($0, among: DriftRules.Policy.allCases.map(\.rawValue))
                    })
            }
        }
        return rules
    }

    private mutating func ignoredFields(_ value: LocatedValue) -> [DriftRules.Rule<[String]>] {
        if value.elements != nil {
            return fieldNames(value).map { [.init(glob: Glob("**"), value: $0, location: value.location)] } ?? []
        }
        guard expectMapping(value, "drift.ignore_fields") else { return [] }
        var result: [DriftRules.Rule<[String]>] = []
        for member in value.effectiveMembers {
            guard let glob = member.key.text, Self.isSelector(glob) else {
                report(
                    .driftPattern, "a pattern over entries is expected", at: member.key.location,
                    hint: "write a pattern such as `connections/*`")
                continue
            }
            if let names = fieldNames(member.value) {
                result.append(.init(glob: Glob(glob), value: names, location: member.value.location))
            }
        }
        return result
    }

    private mutating func fieldNames(_ value: LocatedValue) -> [String]? {
        let elements = value.elements ?? (value.text == nil ? nil : [value])
        guard let elements, elements.allSatisfy({ $0.text != nil }) else {
            report(.settingType, "a list of field names is expected", at: value.location)
            return nil
        }
        let known = ["conn_type", "description", "host", "login", "password", "schema", "port", "extra", "value"]
        for element in elements {
            guard let name = element.text, !known.contains(name), !name.begins(with: "extra.") else { continue }
            diagnostics.append(
                Diagnostic(
                    .unknownField, "`\(escapedForTerminal(name))` is not a field", at: element.location,
                    hint: didYouMean(name, among: known) ?? "known: \(known.joined(separator: ", ")), extra.<member>"))
        }
        return elements.compactMap(\.text)
    }

    private static func isSelector(_ pattern: String) -> Bool {
        pattern.contains("/") || pattern.contains("*")
    }
}
