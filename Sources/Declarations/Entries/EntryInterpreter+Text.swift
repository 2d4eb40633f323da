import AirflowModel
import SyncModel

extension EntryInterpreter {
    /// A variable or config option: text, `{value, description}`, or JSON.
    mutating func text(_ value: LocatedValue) -> TextDeclaration? {
        guard value.member("value") != nil else {
            return self.value(value).map { TextDeclaration(value: $0) }
        }
        var declared: DeclaredValue?
        var description: String?
        for member in value.effectiveMembers {
            switch member.key.text {
            case "value": declared = self.value(member.value)
            case "description": description = self.description(member.value)
            default: unknownMember(member.key)
            }
        }
        return declared.map { TextDeclaration(value: $0, description: description) }
    }

    private mutating func unknownMember(_ key: LocatedValue) {
        let name = key.text ?? ""
        report(
            .unknownField, "`\(escapedForTerminal(name))` beside `value` would be lost", at: key.location,
            hint: didYouMean(name, among: ["description"])
                ?? "an object that is itself the value is written `value: {value: …, \(escapedForTerminal(name)): …}`")
    }

    private mutating func value(_ value: LocatedValue) -> DeclaredValue? {
        if let text = value.text { return literal(text, at: value.location) }
        guard !value.isNull else {
            report(
                .nullValue, "a value cannot be null; Airflow would count it as missing", at: value.location,
                hint: "for the text null write \"null\"; to declare nothing remove the entry")
            return nil
        }
        guard collect({ () throws(FileProblem) in try value.jsonValueOfTextNames() }) != nil,
            let references = references(in: value, keptMembers: false)
        else { return nil }
        warnAboutSpelling(value)
        if value.holdsInfiniteNumber {
            find(
                .valueNotFinite, "NaN and Infinity are JSON for Python only", at: value.location,
                hint: "write the value in quotes if text is meant")
        }
        return .json(value, references: references)
    }

    private mutating func literal(_ text: String, at location: SourceLocation) -> DeclaredValue? {
        guard let declared = declaredText(text, at: location) else { return nil }
        if case .literal = declared, text.hasSuffix("\n") {
            find(
                .trailingLineBreak, "the value ends with a line break, which Airflow keeps", at: location,
                hint: "in YAML use `|-` instead of `|`")
        }
        return .text(declared)
    }

    /// Unquoted words and numbers that YAML 1.1 reads in a way that nobody expects, at any depth.
    private mutating func warnAboutSpelling(_ value: LocatedValue) {
        for element in value.elements ?? [] { warnAboutSpelling(element) }
        for member in value.effectiveMembers where !member.isMerged { warnAboutSpelling(member.value) }
        guard let spelling = value.spelling else { return }
        switch value.content {
        case .integer(let digits):
            let plain = spelling.hasPrefix("+") ? String(spelling.dropFirst()) : spelling
            guard plain != digits else { return }
            report(
                .needsQuotes, "YAML reads this unquoted number as another one than it shows", at: value.location,
                hint: "write it in quotes if text is meant, else in plain decimal digits")
        case .bool(let flag) where spelling.lowercased() != (flag ? "true" : "false"):
            report(
                .needsQuotes, "YAML reads this unquoted word as \(flag)", at: value.location,
                hint: "write it in quotes if text is meant, else write \(flag)")
        default: break
        }
    }
}

extension LocatedValue {
    /// Whether a number beyond JSON occurs anywhere inside.
    fileprivate var holdsInfiniteNumber: Bool {
        switch content {
        case .float(let value): !value.isFinite
        case .list(let elements): elements.contains(where: \.holdsInfiniteNumber)
        case .mapping(let members): members.contains(where: \.value.holdsInfiniteNumber)
        default: false
        }
    }
}
