package import SyncModel

/// The value of one setting.
package enum SettingValue: Hashable, Sendable {
    case null
    case text(String)
    case secret(Secret)
    /// A secret that is never a reference, because of where it came from.
    case given(Secret)
    case bool(Bool)
    case count(Int)
    case share(Share)
    case list([String])

    /// The value as `lockstep config` prints it.
    package var display: String {
        switch self {
        case .null: "null"
        case .text(let text): text
        case .secret(let secret): secret.isReference ? secret.reveal() : "<redacted>"
        case .given: "<redacted>"
        case .bool(let value): value ? "true" : "false"
        case .count(let value): String(value)
        case .share(let share): share.description
        case .list(let items): items.joined(separator: ",")
        }
    }
}

/// A limit: a number of items or a share of them.
package enum Share: Hashable, Sendable, CustomStringConvertible {
    case count(Int)
    case percent(Int)

    /// Reads `10` or `30%`.
    package init?(_ text: some StringProtocol) {
        if text.hasSuffix("%") {
            guard let value = Int(text.dropLast()), (0...100).contains(value) else { return nil }
            self = .percent(value)
        } else {
            guard let value = Int(text), value >= 0 else { return nil }
            self = .count(value)
        }
    }

    package var description: String {
        switch self {
        case .count(let value): String(value)
        case .percent(let value): "\(value)%"
        }
    }
}

extension Secret {
    /// Whether the text is a reference and so not secret itself; `ref+text` holds its value in the open.
    var isReference: Bool { reveal().hasPrefix("ref+") && !reveal().hasPrefix("ref+text:") }
}

/// Why a text or node is not a value of a setting's type.
struct SettingMismatch: Error {
    var message: String
    var hint: String?
}

extension SettingType {
    /// Reads a flag or an environment variable.
    func parse(_ text: String) throws(SettingMismatch) -> SettingValue {
        switch self {
        case .text, .verbatim:
            guard !text.isEmpty else { throw SettingMismatch(message: "must not be empty") }
            return .text(text)
        case .anyText, .optionalText: return .text(text)
        case .secret: return .secret(Secret(text))
        case .bool: return .bool(try bool(text))
        case .count(let range):
            guard let value = Int(text), range.contains(value) else { throw countMismatch(range) }
            return .count(value)
        case .share:
            guard let share = Share(text) else { throw shareMismatch }
            return .share(share)
        case .list:
            return .list(text.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty })
        case .choice(let choices): return .text(try choice(text, choices))
        }
    }

    /// Reads a node of the project file.
    func parse(_ value: LocatedValue) throws(SettingMismatch) -> SettingValue {
        switch (self, value.content) {
        case (.optionalText, .null): return .null
        case (.text, .text(let text)), (.verbatim, .text(let text)), (.secret, .text(let text)),
            (.anyText, .text(let text)), (.optionalText, .text(let text)), (.share, .text(let text)),
            (.choice, .text(let text)):
            return try parse(text)
        case (.verbatim, .integer), (.verbatim, .float):
            if let spelling = value.spelling { return .text(spelling) }
        case (.bool, .bool(let flag)): return .bool(flag)
        case (.count, .integer(let digits)), (.share, .integer(let digits)): return try parse(digits)
        case (.list, .text(let text)): return try parse(text)
        case (.list, .list(let elements)):
            let texts = elements.compactMap(\.text)
            if texts.count == elements.count { return .list(texts) }
        default: break
        }
        throw mismatch(with: value)
    }

    private func mismatch(with value: LocatedValue) -> SettingMismatch {
        let wanted =
            switch self {
            case .text, .anyText, .verbatim, .secret, .optionalText: "text"
            case .bool: "true or false"
            case .count(let range): countMismatch(range).message
            case .share: shareMismatch.message
            case .list: "a list of texts"
            case .choice(let choices): "one of \(choices.joined(separator: ", "))"
            }
        let message = wanted.hasPrefix("must") ? wanted : "must be \(wanted)"
        let needsQuotes = value.spelling != nil && wanted == "text"
        return SettingMismatch(
            message: "\(message), not \(value.kindName)", hint: needsQuotes ? "write the value in quotes" : nil)
    }

    private func bool(_ text: String) throws(SettingMismatch) -> Bool {
        switch text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw SettingMismatch(message: "must be true or false")
        }
    }

    private func choice(_ text: String, _ choices: [String]) throws(SettingMismatch) -> String {
        guard choices.contains(text) else {
            throw SettingMismatch(
                message: "must be one of \(choices.joined(separator: ", "))", hint: didYouMean(text, among: choices))
        }
        return text
    }

    private func countMismatch(_ range: ClosedRange<Int>) -> SettingMismatch {
        SettingMismatch(message: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }

    private var shareMismatch: SettingMismatch {
        SettingMismatch(message: "must be a count such as 10 or a share such as 30%")
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    var trimmingBlanks: String {
        var view = Substring(self)
        while let first = view.first, first == " " || first == "\t" { view.removeFirst() }
        while let last = view.last, last == " " || last == "\t" { view.removeLast() }
        return String(view)
    }
}
