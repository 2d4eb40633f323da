/// A JSON object: its members in the order in which their names first appeared, each with its last value.
///
/// Objects are equal only if the order is; compare their canonical texts to ignore it.
public struct JSONObject: Sendable, Hashable {
    /// One name with its value.
    public struct Member: Sendable, Hashable {
        /// The name, unescaped.
        public let name: JSONString
        /// The value.
        public var value: JSONValue

        /// Pairs a name with a value.
        public init(_ name: JSONString, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members; every name once in what was read.
    public private(set) var members: [Member]

    /// An object without members.
    public init() {
        members = []
    }

    /// An object of these members; of several with one name the last value wins, at the place of the first.
    public init(_ members: [Member]) {
        self.members = Self.hasDuplicates(members) ? Self.merged(members) : members
    }

    /// An object of exactly these members, as Python writes a dictionary whose keys only become equal as text (`1` and
    /// `"1"`).
    package init(writing members: [Member]) {
        self.members = members
    }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The value of a member, nil where there is none; setting nil removes it.
    public subscript(name: String) -> JSONValue? {
        get { members.first { $0.name.equals(name) }?.value }
        set {
            let place = members.firstIndex { $0.name.equals(name) }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(JSONString(name), value))
            case (nil, nil): break
            }
        }
    }

    private static func hasDuplicates(_ members: [Member]) -> Bool {
        guard members.count > 16 else {
            for later in members.indices.dropFirst() {
                for earlier in 0..<later where members[earlier].name == members[later].name { return true }
            }
            return false
        }
        var seen = Set<JSONString>(minimumCapacity: members.count)
        return members.contains { !seen.insert($0.name).inserted }
    }

    private static func merged(_ members: [Member]) -> [Member] {
        var places: [JSONString: Int] = [:]
        var result: [Member] = []
        for member in members {
            if let place = places[member.name] {
                result[place].value = member.value
            } else {
                places[member.name] = result.count
                result.append(member)
            }
        }
        return result
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object of these members, as a literal.
    public init(dictionaryLiteral elements: (JSONString, JSONValue)...) {
        self.init(elements.map { Member($0.0, $0.1) })
    }
}

extension JSONObject: CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Empty, so that `dump` and debuggers find no child.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension JSONObject.Member: CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Empty, so that `dump` and debuggers find no child.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
