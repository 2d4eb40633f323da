import SyncModel

/// Lays an environment's entries over the base: mappings of connections merge, everything else replaces.
struct Overlay {
    private(set) var entries: [EntryID: LayerEntry]
    private(set) var diagnostics: [Diagnostic] = []

    init(base: [EntryID: LayerEntry]) {
        entries = base
    }

    mutating func apply(_ overlay: [EntryID: LayerEntry]) {
        for entry in overlay.values.sorted(by: { $0.id < $1.id }) { apply(entry) }
    }

    private mutating func apply(_ entry: LayerEntry) {
        guard let base = entries[entry.id] else {
            if entry.value.isNull {
                warn(
                    "`\(escapedForTerminal(entry.id.selector))` is not in the base, so nothing is removed",
                    entry.location)
            } else {
                entries[entry.id] = added(entry)
            }
            return
        }
        if entry.value.isNull {
            entries[entry.id] = nil
        } else if entry.id.kind == .connection, let merged = merge(entry.value, over: base.value) {
            entries[entry.id] = LayerEntry(id: entry.id, location: base.location, value: merged)
        } else {
            entries[entry.id] = added(entry)
        }
    }

    /// An entry that stands for itself: what an overlay sets to null is not there.
    private func added(_ entry: LayerEntry) -> LayerEntry {
        guard entry.id.kind == .connection, let members = entry.value.members else { return entry }
        var copy = entry
        copy.value.content = .mapping(members.filter { !$0.value.isNull })
        return copy
    }

    /// Nil where the overlay replaces the whole connection.
    private mutating func merge(_ overlay: LocatedValue, over base: LocatedValue) -> LocatedValue? {
        guard overlay.members != nil, overlay.member("uri") == nil, overlay.member("conn_uri") == nil else {
            return nil
        }
        let base = base.elements?.count == 1 ? base.elements?.first ?? base : base
        guard base.members != nil, base.member("uri") == nil, base.member("conn_uri") == nil else {
            if overlay.member("conn_type") == nil {
                let hint = "write the base as a mapping, or give the overlay a conn_type of its own to replace it"
                diagnostics.append(
                    Diagnostic(
                        .overlayShape,
                        "fields cannot be merged into the base at \(base.location), which is not a mapping of fields",
                        at: overlay.location, hint: hint))
                return base
            }
            return nil
        }
        return merge(overlay, into: base)
    }

    private mutating func merge(_ overlay: LocatedValue, into base: LocatedValue) -> LocatedValue {
        var members = base.effectiveMembers
        for member in overlay.effectiveMembers {
            let place = members.firstIndex { same($0.key, member.key) }
            if member.value.isNull {
                if let place { members.remove(at: place) }
            } else if let place, isExtra(member.key) {
                members[place] = .init(key: member.key, value: mergeExtra(member.value, into: members[place].value))
            } else if let place {
                members[place] = member
            } else {
                members.append(member)
            }
        }
        return LocatedValue(.mapping(members), at: base.location)
    }

    /// Both spellings of extra name one field.
    private func same(_ a: LocatedValue, _ b: LocatedValue) -> Bool {
        a.keyIdentity == b.keyIdentity || (isExtra(a) && isExtra(b))
    }

    private func isExtra(_ key: LocatedValue) -> Bool { key.text == "extra" || key.text == "extra_dejson" }

    private mutating func mergeExtra(_ overlay: LocatedValue, into base: LocatedValue) -> LocatedValue {
        guard overlay.members != nil else { return overlay }
        guard let baseMembers = extraMembers(of: base) else {
            diagnostics.append(
                Diagnostic(
                    .overlayShape,
                    "members cannot be merged into the extra at \(base.location), which is not a mapping",
                    at: overlay.location, hint: "write the base's extra as a mapping"))
            return base
        }
        var members = baseMembers
        for member in overlay.effectiveMembers {
            let place = members.firstIndex { $0.key.keyIdentity == member.key.keyIdentity }
            if member.value.isNull {
                if let place { members.remove(at: place) }
            } else if let place {
                members[place] = member
            } else {
                members.append(member)
            }
        }
        return LocatedValue(.mapping(members), at: base.location)
    }

    /// The members of an extra that is a mapping or the text of a JSON object.
    private func extraMembers(of base: LocatedValue) -> [LocatedValue.Member]? {
        if base.members != nil { return base.effectiveMembers }
        guard let text = base.text else { return nil }
        if text.isEmpty { return [] }
        let tree = try? JSONReader.read(SourceText(text: text, file: base.location.file))
        guard let tree, tree.members != nil else { return nil }
        return tree.relocated(to: base.location).effectiveMembers
    }

    private mutating func warn(_ message: String, _ location: SourceLocation) {
        diagnostics.append(Diagnostic(.overlayRemovesNothing, message, at: location))
    }
}
