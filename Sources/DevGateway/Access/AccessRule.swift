import SyncModel

/// What an identity may do on a path.
package enum Capability: String, Sendable, CaseIterable {
    case read, create, update, delete, list
    /// Takes away everything else on the path.
    case deny
}

/// One line of an identity's role: a path pattern and what it grants.
package struct AccessRule: Sendable, Equatable {
    package let pattern: PathPattern
    package let capabilities: Set<Capability>

    /// A rule; a pattern without wildcards grants the item of that name only.
    package init(path: String, capabilities: Set<Capability>) {
        self.pattern = PathPattern(path)
        self.capabilities = capabilities
    }

    /// Everything everywhere.
    package static let everything = AccessRule(
        path: "/*", capabilities: [.read, .create, .update, .delete, .list])
}

/// A role path: `*` stands for any text of any depth, `+` for one segment.
package struct PathPattern: Sendable, Equatable {
    private let pattern: [UInt8]

    package init(_ text: String) {
        pattern = Array((text.begins(with: "/") ? text : "/" + text).utf8)
    }

    /// Whether the pattern covers the name.
    package func matches(_ name: String) -> Bool {
        let reachable = states(after: Array(name.utf8))
        return closure(of: reachable).contains(pattern.count)
    }

    /// Whether some name that begins with the folder could be covered.
    package func mayMatch(below folder: String) -> Bool {
        !states(after: Array(folder.utf8)).isEmpty
    }

    private func states(after text: [UInt8]) -> Set<Int> {
        var states: Set<Int> = [0]
        for byte in text {
            var next: Set<Int> = []
            for state in closure(of: states) where state < pattern.count {
                switch pattern[state] {
                case UInt8(ascii: "*"): next.insert(state)
                case UInt8(ascii: "+"): if byte != UInt8(ascii: "/") { next.insert(state) }
                case byte: next.insert(state + 1)
                default: break
                }
            }
            states = next
            if states.isEmpty { break }
        }
        return states
    }

    private func closure(of states: Set<Int>) -> Set<Int> {
        var closed = states
        for state in states {
            var state = state
            while state < pattern.count, pattern[state] == UInt8(ascii: "*") || pattern[state] == UInt8(ascii: "+") {
                state += 1
                closed.insert(state)
            }
        }
        return closed
    }
}

/// Who sent a command, as far as permissions and error texts need it.
package struct Caller: Sendable {
    package let accessID: String
    package let rules: [AccessRule]
    private let mayDoEverything: Bool

    package init(accessID: String, rules: [AccessRule]) {
        self.accessID = accessID
        self.rules = rules
        mayDoEverything = rules == [.everything]
    }

    /// What the caller may do on the name.
    package func capabilities(on name: String) -> Set<Capability> {
        if mayDoEverything { return AccessRule.everything.capabilities }
        var granted: Set<Capability> = []
        for rule in rules where rule.pattern.matches(name) {
            granted.formUnion(rule.capabilities)
        }
        return granted.contains(.deny) ? [] : granted
    }

    /// Whether the caller may do any of these on the name.
    package func may(_ wanted: Capability..., on name: String) -> Bool {
        mayDoEverything || !capabilities(on: name).isDisjoint(with: wanted)
    }

    /// Refuses unless the caller may do one of these on the name, whether or not an item exists there.
    func require(_ wanted: Capability..., on name: String) throws(Refusal) {
        guard mayDoEverything || !capabilities(on: name).isDisjoint(with: wanted) else {
            throw .unauthorized(accessID: accessID)
        }
    }

    /// Whether the caller could list anything below the folder.
    package func maySee(folder: String) -> Bool {
        mayDoEverything
            || rules.contains { $0.capabilities.contains(.list) && $0.pattern.mayMatch(below: folder) }
    }
}
