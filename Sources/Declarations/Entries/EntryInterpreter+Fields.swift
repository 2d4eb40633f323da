import AirflowModel
import SyncModel

extension EntryInterpreter {
    mutating func connType(_ value: LocatedValue) -> String? {
        guard let text = text(of: value, "conn_type"), !refuseReference(text, "conn_type", at: value.location) else {
            return nil
        }
        let problems = ConnectionCheck(rules: rules).problems(in: Connection(connType: text))
        diagnostics += problems.map { $0.diagnostic(at: value.location) }.compactMap(checks.adjusted)
        return ConnectionType.normalized(text)
    }

    /// A port: a plain number, or the digits of one as text, which is converted because hooks expect a number.
    mutating func port(_ value: LocatedValue) -> Int? {
        var digits: String
        switch value.content {
        case .integer(let number):
            guard value.spelling == nil || value.spelling == number else {
                report(
                    .needsQuotes, "YAML reads this unquoted port as another number than it shows", at: value.location,
                    hint: "write the port in plain decimal digits")
                return nil
            }
            digits = number
        case .text(let text):
            if refuseReference(text, "port", at: value.location) { return nil }
            digits = text.trimmingBlanks
            guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else {
                report(.port, "the port is not a number", at: value.location, hint: "write a number from 1 to 65535")
                return nil
            }
            find(.portText, "the port is text and is stored as a number, which hooks expect", at: value.location)
        default:
            report(.port, "the port must be a number, not \(value.kindName)", at: value.location)
            return nil
        }
        while digits.count > 1, digits.hasPrefix("0") { digits.removeFirst() }
        guard let port = Int(digits), (1...65535).contains(port) else {
            report(.portOutOfRange, "the port is not between 1 and 65535", at: value.location)
            return nil
        }
        return port
    }

    /// `extra` as a mapping, as the text of a JSON object, or as a reference to such a text.
    mutating func extra(_ value: LocatedValue, isText: Bool) -> DeclaredValue? {
        switch value.content {
        case .mapping: return extraMapping(value)
        case .text(let text) where isText: return extraText(text, at: value.location)
        default:
            report(
                .extraNotAnObject, "extra must be a mapping, not \(value.kindName)", at: value.location,
                hint: "write members such as `extra: {sslmode: require}`")
            return nil
        }
    }

    private mutating func extraMapping(_ value: LocatedValue) -> DeclaredValue? {
        guard let json = collect({ () throws(FileProblem) in try value.jsonValueOfTextNames() }),
            let references = references(in: value, keptMembers: true)
        else { return nil }
        checkExtra(PythonJSON.dumps(json), at: value.location)
        checkMembers(of: value)
        return .json(value, references: references)
    }

    /// The text is kept character for character, unless it holds references.
    private mutating func extraText(_ text: String, at location: SourceLocation) -> DeclaredValue? {
        guard let declared = declaredText(text, at: location) else { return nil }
        guard case .literal = declared, !text.isEmpty else { return .text(declared) }
        guard checkExtra(text, at: location), let tree = members(ofJSON: text, at: location) else {
            return .text(declared)
        }
        checkMembers(of: tree)
        guard let references = references(in: tree, keptMembers: true), !references.isEmpty else {
            return .text(declared)
        }
        return .json(tree, references: references)
    }

    /// Lines inside a text are not lines of the file, so every part gets the place of the text.
    func members(ofJSON text: String, at location: SourceLocation) -> LocatedValue? {
        (try? JSONReader.read(SourceText(text: text, file: location.file)))?.relocated(to: location)
    }

    /// Reports what is wrong with the text of `extra`; false where it is unusable.
    @discardableResult
    private mutating func checkExtra(_ text: String, at location: SourceLocation) -> Bool {
        let problems = ConnectionCheck(rules: rules).problems(in: Connection(connType: "x", extra: Secret(text)))
        let found = problems.filter { $0.field == "extra" }.map { $0.diagnostic(at: location) }
        diagnostics += found.compactMap(checks.adjusted)
        return !found.hasErrors
    }
}

extension LocatedValue {
    /// The same value with one place for all its parts.
    func relocated(to location: SourceLocation) -> LocatedValue {
        var copy = self
        copy.location = location
        switch content {
        case .list(let elements): copy.content = .list(elements.map { $0.relocated(to: location) })
        case .mapping(let members):
            copy.content = .mapping(
                members.map {
                    Member(
                        key: $0.key.relocated(to: location), value: $0.value.relocated(to: location),
                        isMerged: $0.isMerged)
                })
        default: break
        }
        return copy
    }
}
