import AirflowModel
import SyncModel

/// Puts the values of references into entries and checks the result by the backend's own rules.
struct EntryAssembler {
    let settings: Settings
    let values: [Reference: Result<Secret, ReferenceFailure>]
    var diagnostics: [Diagnostic] = []

    init(settings: Settings, values: [Reference: Result<Secret, ReferenceFailure>]) {
        self.settings = settings
        self.values = values
    }

    /// What became of one declared value.
    enum Outcome {
        case value(Secret)
        case kept
        case unresolved
        case failed
    }

    /// The finished entry; nil where something is wrong with it, which is then reported.
    mutating func assemble(_ entry: DeclaredEntry) -> ResolvedEntry? {
        guard let path = entry.path else { return nil }
        let before = diagnostics.count
        var result = ResolvedEntry(
            id: entry.id, path: path, location: entry.location, payload: .text(Secret("")), rule: ComparisonRule())
        switch entry.declaration {
        case .connection(let declaration): connection(declaration, into: &result)
        case .text(let declaration): text(declaration, into: &result)
        }
        guard !hasErrors(since: before) else { return nil }
        if entry.isSecret { result.literalFields = [] }
        result.rule.ignoredFields = entry.ignoredFields.union(result.kept)
        checkStored(result)
        return hasErrors(since: before) ? nil : result
    }

    /// Looks at the newest problems only: with many entries, counting all of them each time would take forever.
    private func hasErrors(since count: Int) -> Bool { diagnostics[count...].hasErrors }

    /// Looks a reference up; what cannot be resolved is reported where it stands.
    mutating func outcome(of located: LocatedReference) -> Outcome {
        if located.reference.scheme == .kept { return .kept }
        switch values[located.reference] {
        case nil: return .unresolved
        case .success(let secret)?: return .value(secret)
        case .failure(let failure)?:
            diagnostics.append(
                Diagnostic(
                    .unresolvedReference, "\(located.reference.name): \(failure.reason)",
                    at: located.location, hint: failure.hint))
            return .failed
        }
    }

    mutating func outcome(of text: DeclaredText) -> Outcome {
        switch text {
        case .literal(let secret, _): .value(secret)
        case .reference(let reference): outcome(of: reference)
        }
    }

    mutating func report(_ refusal: Refusal, _ message: String, at location: SourceLocation, hint: String? = nil) {
        diagnostics.append(Diagnostic(refusal, message, at: location, hint: hint))
    }

    private mutating func text(_ declaration: TextDeclaration, into result: inout ResolvedEntry) {
        result.description = declaration.description
        if declaration.description != nil { result.literalFields.insert("description") }
        switch declaration.value {
        case .text(let text):
            if case .literal = text { result.literalFields.insert("value") }
            switch outcome(of: text) {
            case .value(let secret): result.payload = .text(secret)
            case .kept: result.kept.insert("value")
            case .unresolved: result.unresolved.insert("value")
            case .failed: break
            }
        case .json(let tree, let references):
            result.rule.valueIsJSON = true
            if references.isEmpty { result.literalFields.insert("value") }
            switch json(tree) {
            case .value(let value): result.payload = .text(Secret(PythonJSON.dumps(value)))
            case .unresolved, .kept: result.unresolved.insert("value")
            case .failed: break
            }
        }
    }

    /// What is about to be stored must fit and be read back as what was declared.
    private mutating func checkStored(_ entry: ResolvedEntry) {
        guard entry.unresolved.isEmpty else { return }
        let check = ConnectionCheck(rules: settings.rules)
        let stored: Secret
        let readsBack: Bool
        switch entry.payload {
        case .connection(let connection):
            stored = CanonicalText.connection(connection)
            readsBack = check.wouldReadBack(connection)
        case .text(let text):
            stored = CanonicalText.text(text, encoding: settings.encoding)
            readsBack = check.wouldReadBack(text, encoding: settings.encoding)
        }
        if !readsBack {
            report(
                .wouldNotReadBack, "Airflow would not read back what is declared here", at: entry.location,
                hint: "please report this with the shape of the entry, without its values")
        }
        checkSize(stored.byteCount, entry)
    }

    private mutating func checkSize(_ size: Int, _ entry: ResolvedEntry) {
        let limit = settings.count(.limitValueSize)
        if size > limit {
            report(
                .valueSize, "the stored text has \(size) bytes; the limit is \(limit)", at: entry.location,
                hint: "Akeyless refuses larger secrets; set limits.value_size if your account allows more")
        } else if size * 10 > limit * 9 {
            diagnostics += settings.checks.finding(
                .nearSizeLimit, "the stored text has \(size) bytes of \(limit) that fit", at: entry.location)
        }
    }
}

extension EntryAssembler {
    /// What became of a tree of JSON with references in it.
    enum TreeOutcome {
        case value(JSONValue)
        case kept
        case unresolved
        case failed
    }

    /// Replaces references by their values; all failures are reported, the worst outcome wins.
    mutating func json(_ tree: LocatedValue) -> TreeOutcome {
        switch tree.content {
        case .text(let text): return json(text, at: tree.location)
        case .list(let elements):
            return combined(elements.map { json($0) }) { .array($0) }
        case .mapping:
            let members = tree.effectiveMembers
            let outcomes = members.map { json($0.value) }
            return combined(outcomes) { values in
                let names = members.map { JSONString($0.key.text ?? "") }
                return .object(JSONObject(zip(names, values).map { .init($0, $1) }))
            }
        default:
            guard let value = try? tree.jsonValue() else { return .failed }
            return .value(value)
        }
    }

    private mutating func json(_ text: String, at location: SourceLocation) -> TreeOutcome {
        guard let reference = try? Reference.parse(text) else { return .value(.text(text)) }
        switch outcome(of: LocatedReference(reference: reference, location: location)) {
        case .value(let secret): return .value(.text(secret.reveal()))
        case .kept: return .kept
        case .unresolved: return .unresolved
        case .failed: return .failed
        }
    }

    private func combined(_ outcomes: [TreeOutcome], _ make: ([JSONValue]) -> JSONValue) -> TreeOutcome {
        var values: [JSONValue] = []
        var isUnresolved = false
        for outcome in outcomes {
            switch outcome {
            case .value(let value): values.append(value)
            case .unresolved, .kept: isUnresolved = true
            case .failed: return .failed
            }
        }
        return isUnresolved ? .unresolved : .value(make(values))
    }
}
