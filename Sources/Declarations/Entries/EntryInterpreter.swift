import AirflowModel
import SyncModel

/// Turns the merged nodes of entries into declarations and collects everything that is wrong with them.
struct EntryInterpreter {
    let rules: AirflowRules
    let checks: CheckSeverities
    var diagnostics: [Diagnostic] = []

    init(rules: AirflowRules, checks: CheckSeverities) {
        self.rules = rules
        self.checks = checks
    }

    /// What the node declares; nil where it declares nothing usable.
    mutating func declaration(of value: LocatedValue, kind: EntryKind) -> DeclaredEntry.Declaration? {
        switch kind {
        case .connection: connection(value).map { .connection($0) }
        case .variable, .config: text(value).map { .text($0) }
        }
    }

    mutating func report(_ refusal: Refusal, _ message: String, at location: SourceLocation, hint: String? = nil) {
        diagnostics.append(Diagnostic(refusal, message, at: location, hint: hint))
    }

    mutating func find(_ check: Check, _ message: String, at location: SourceLocation, hint: String? = nil) {
        // In an encrypted file nothing is written in plain text.
        if check == .plainSecret || check == .highEntropy, EncryptionTool(fileName: location.file) != nil { return }
        diagnostics += checks.finding(check, message, at: location, hint: hint)
    }

    mutating func collect<T>(_ body: () throws(FileProblem) -> T) -> T? {
        do {
            return try body()
        } catch {
            diagnostics += error.diagnostics
            return nil
        }
    }
}

extension EntryInterpreter {
    /// A text or a reference; nil, with an error, for a reference that is none.
    mutating func declaredText(_ text: String, at location: SourceLocation) -> DeclaredText? {
        do {
            guard let reference = try Reference.parse(text) else { return .literal(Secret(text), location) }
            return .reference(LocatedReference(reference: reference, location: location))
        } catch {
            report(.reference, error.reason, at: location, hint: error.hint)
            return nil
        }
    }

    /// Every reference among the texts of a value, at any depth; nil where one is malformed or not allowed there.
    ///
    /// - Parameter keptMembers: Whether `ref+kept://` may stand for a whole member at the top.
    mutating func references(in value: LocatedValue, keptMembers: Bool) -> [LocatedReference]? {
        var found: [LocatedReference] = []
        var isSound = true
        var waiting: [(value: LocatedValue, depth: Int)] = [(value, 0)]
        while let (value, depth) = waiting.popLast() {
            for member in value.effectiveMembers.reversed() { waiting.append((member.value, depth + 1)) }
            for element in (value.elements ?? []).reversed() { waiting.append((element, depth + 2)) }
            guard let text = value.text else { continue }
            guard let declared = declaredText(text, at: value.location) else {
                isSound = false
                continue
            }
            guard case .reference(let reference) = declared else { continue }
            if reference.reference.scheme == .kept, !(keptMembers && depth == 1) {
                report(
                    .kept, "`ref+kept://` stands for a whole field or a whole member of extra, not for a part of one",
                    at: value.location)
                isSound = false
            }
            found.append(reference)
        }
        return isSound ? found : nil
    }

    /// The description of a variable or config option: metadata of its item, which is shown and so cannot be a reference.
    mutating func description(_ value: LocatedValue) -> String? {
        if value.isNull { return nil }
        guard let text = text(of: value, "description") else { return nil }
        guard !refuseReference(text, "description", at: value.location) else { return nil }
        let limit = DeclaredField.descriptionLimit
        if text.unicodeScalars.count > limit {
            report(.descriptionLength, "the description has more than \(limit) characters", at: value.location)
            return nil
        }
        return text.isEmpty ? nil : text
    }

    mutating func refuseReference(_ text: String, _ field: String, at location: SourceLocation) -> Bool {
        guard text.utf8.starts(with: Reference.prefix.utf8) else { return false }
        report(.reference, "`\(field)` cannot be a reference", at: location, hint: "write the value itself")
        return true
    }

    /// The text of a field; of anything else an error that says what YAML made of it, without the value.
    mutating func text(of value: LocatedValue, _ field: String) -> String? {
        if let text = value.text { return text }
        var hint = "write it as text"
        var message = "`\(field)` must be text, not \(value.kindName)"
        switch value.content {
        case .integer, .float, .bool, .foreign:
            hint = "write it in quotes"
            if value.spelling != nil { message += "; without quotes that is what YAML makes of it" }
        default: break
        }
        report(.needsQuotes, message, at: value.location, hint: hint)
        return nil
    }
}
