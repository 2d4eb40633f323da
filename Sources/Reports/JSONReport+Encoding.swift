import Planning
package import SyncModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSONReport {
    private enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case command, environment, project, plan, revision, summary, changes, diagnostics, stats, error, targets
        case exitCode = "exit_code"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.formatVersion, forKey: .formatVersion)
        try container.encode(command, forKey: .command)
        try container.encode(environment, forKey: .environment)
        try container.encode(project, forKey: .project)
        try container.encode(plan, forKey: .plan)
        try container.encode(revision, forKey: .revision)
        var counts = Dictionary(uniqueKeysWithValues: PlanAction.allCases.map { ($0.rawValue, summary[$0]) })
        counts["failed"] = failed
        // Added to the format later, and for the few who keep a trash only.
        if summary[.purge] == 0 { counts[PlanAction.purge.rawValue] = nil }
        try container.encode(counts, forKey: .summary)
        try container.encode(changes, forKey: .changes)
        try container.encode(diagnostics.map(JSONDiagnostic.init), forKey: .diagnostics)
        try container.encode(stats, forKey: .stats)
        try container.encode(error, forKey: .error)
        try container.encode(exitCode.rawValue, forKey: .exitCode)
        try container.encodeIfPresent(targets, forKey: .targets)
    }

    /// One JSON document with sorted keys and a final line end.
    package func text() -> String {
        renderJSON(self)
    }
}

extension JSONReport.Change {
    private enum CodingKeys: String, CodingKey {
        case action, kind, team, key, path, reason, source, fields, outcome, environment
        case ignoredFields = "ignored_fields"
        case renamedFrom = "renamed_from"
        case renamedTo = "renamed_to"
    }

    private enum SourceKeys: String, CodingKey {
        case file, line
    }

    private enum FieldKeys: String, CodingKey {
        case name, before, after, secret
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(change.action, forKey: .action)
        try container.encode(change.id?.kind, forKey: .kind)
        try container.encode(change.id?.team, forKey: .team)
        try container.encode(change.id?.key, forKey: .key)
        try container.encode(change.path, forKey: .path)
        let reason = [change.reason.text, change.leftAlone].compactMap(\.self).joined(separator: "; ")
        try container.encode(failure ?? reason, forKey: .reason)
        try container.encodeIfPresent(change.ignoredFields, forKey: .ignoredFields)
        try container.encodeIfPresent(change.renamedFrom, forKey: .renamedFrom)
        try container.encodeIfPresent(change.renamedTo, forKey: .renamedTo)
        if let source = change.source {
            var place = container.nestedContainer(keyedBy: SourceKeys.self, forKey: .source)
            try place.encode(source.file, forKey: .file)
            try place.encode(source.line, forKey: .line)
        } else {
            try container.encodeNil(forKey: .source)
        }
        var list = container.nestedUnkeyedContainer(forKey: .fields)
        for field in change.fields {
            var item = list.nestedContainer(keyedBy: FieldKeys.self)
            try item.encode(field.name, forKey: .name)
            try item.encode(field.secret ? nil : field.before, forKey: .before)
            try item.encode(field.secret ? nil : field.after, forKey: .after)
            try item.encode(field.secret, forKey: .secret)
        }
        try container.encode(outcome, forKey: .outcome)
        try container.encodeIfPresent(environment, forKey: .environment)
    }
}

/// A diagnostic in the shape of the report.
package struct JSONDiagnostic: Encodable, Sendable {
    private let diagnostic: Diagnostic

    package init(_ diagnostic: Diagnostic) {
        self.diagnostic = diagnostic
    }

    private enum CodingKeys: String, CodingKey {
        case code, severity, message, file, line, column, hint
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(diagnostic.code, forKey: .code)
        try container.encode(diagnostic.severity, forKey: .severity)
        try container.encode(diagnostic.message, forKey: .message)
        try container.encode(diagnostic.location?.file, forKey: .file)
        try container.encode(diagnostic.location?.line, forKey: .line)
        try container.encode(diagnostic.location?.column, forKey: .column)
        try container.encodeIfPresent(diagnostic.hint, forKey: .hint)
    }
}

/// JSON with sorted keys in which no string can send a sequence to a terminal: what is not safe to print is `\uXXXX`.
package func renderJSON(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Texts, numbers and lists of them always encode.
    guard let data = try? encoder.encode(value) else { return "null\n" }
    if data.allSatisfy({ $0 < 0x7F }) { return String(decoding: data, as: UTF8.self) + "\n" }
    var text = ""
    for scalar in String(decoding: data, as: UTF8.self).unicodeScalars {
        // The line ends between members are the encoder's own; inside strings they are escaped already.
        if (0x20..<0x7F).contains(scalar.value) || scalar == "\n" || isSafe(scalar) {
            text.unicodeScalars.append(scalar)
        } else {
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
    }
    return text + "\n"
}

private func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    escapedForTerminal(String(scalar)).unicodeScalars.count == 1
}
