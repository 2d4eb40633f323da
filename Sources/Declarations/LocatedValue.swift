package import AirflowModel
package import SyncModel

/// A node of a file that remembers where it stood, in the types that Python's readers would have given it.
///
/// Nodes hold secrets, so printing or reflecting one shows nothing but its place.
package struct LocatedValue: Sendable {
    /// What a node can be after Airflow's own reader has looked at it.
    package enum Content: Sendable {
        case null
        case bool(Bool)
        /// Decimal digits of any length, as Python prints the number.
        case integer(String)
        case float(Double)
        case text(String)
        /// Text with half of a surrogate pair, which Python keeps and UTF-8 cannot carry.
        case brokenText(JSONString)
        case list([LocatedValue])
        /// Members in file order, repetitions included; see ``LocatedValue/effectiveMembers``.
        case mapping([Member])
        /// A Python value that JSON cannot carry, by its name (`date`, `binary`, `set`).
        case foreign(String)
    }

    /// One member of a mapping.
    package struct Member: Sendable {
        package var key: LocatedValue
        package var value: LocatedValue

        /// Whether a YAML merge key (`<<`) brought the member here; an own member of the same name hides it.
        package var isMerged: Bool

        package init(key: LocatedValue, value: LocatedValue, isMerged: Bool = false) {
            self.key = key
            self.value = value
            self.isMerged = isMerged
        }
    }

    package var content: Content
    package var location: SourceLocation

    /// How an unquoted YAML scalar that did not become text was written (`0123`, `no`, `22:00`).
    package var spelling: String?

    /// Whether nothing is left of what was written: a text behind `#` is a comment, one behind `&` names an anchor.
    package var isSwallowed = false

    package init(_ content: Content, at location: SourceLocation, spelling: String? = nil) {
        self.content = content
        self.location = location
        self.spelling = spelling
    }
}

extension LocatedValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted at \(location)>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension LocatedValue.Content: CustomStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension LocatedValue.Member: CustomStringConvertible, CustomReflectable {
    package var description: String { "<redacted at \(key.location)>" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension LocatedValue {
    package var text: String? {
        guard case .text(let text) = content else { return nil }
        return text
    }

    package var members: [Member]? {
        guard case .mapping(let members) = content else { return nil }
        return members
    }

    package var elements: [LocatedValue]? {
        guard case .list(let elements) = content else { return nil }
        return elements
    }

    package var isNull: Bool {
        guard case .null = content else { return false }
        return true
    }

    /// Whether this value or any part of it stands in an encrypted file.
    package var isEncrypted: Bool {
        EncryptionTool(fileName: location.file) != nil || (elements ?? []).contains(where: \.isEncrypted)
            || (members ?? []).contains { $0.value.isEncrypted }
    }

    /// What the value is, in the words of a message to its author.
    package var kindName: String {
        switch content {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .float: "a number"
        case .text: "text"
        case .brokenText: "text with half of a surrogate pair"
        case .list: "a list"
        case .mapping: "a mapping"
        case .foreign(let name): "a \(name)"
        }
    }

    /// The members as Python's dictionaries keep them: the last of equal keys wins and takes the place of the first.
    package var effectiveMembers: [Member] {
        guard let members else { return [] }
        var places: [KeyIdentity: Int] = [:]
        var result: [Member] = []
        result.reserveCapacity(members.count)
        for member in members {
            if let place = places[member.key.keyIdentity] {
                result[place].value = member.value
                result[place].isMerged = member.isMerged
                result[place].key.location = member.key.location
            } else {
                places[member.key.keyIdentity] = result.count
                result.append(member)
            }
        }
        return result
    }

    /// The last member of that name.
    package func member(_ name: String) -> Member? {
        members?.last { $0.key.text.map { BytewiseKey($0) == BytewiseKey(name) } ?? false }
    }

    /// What decides whether two keys are one: Python counts `true`, `1` and `1.0` as equal.
    package var keyIdentity: KeyIdentity {
        switch content {
        case .null: .null
        case .bool(let value): .number(value ? "1" : "0")
        case .integer(let digits): .number(digits)
        case .float(let value): .number(Int64(exactly: value).map { String($0) } ?? value.description)
        case .text(let text): .text(BytewiseKey(text))
        case .brokenText(let text): .brokenText(text)
        case .list, .mapping: .other("structure")
        case .foreign(let name): .other("\(name) \(spelling ?? "")")
        }
    }
}

/// See ``LocatedValue/keyIdentity``.
package enum KeyIdentity: Hashable, Sendable {
    case null
    case number(String)
    case text(BytewiseKey)
    case brokenText(JSONString)
    case other(String)
}
