import SyncModel

/// Whether two meanings are equal, as far as it can be known.
enum Comparison: Equatable {
    case equal, differs

    /// Every known field is equal, but some are not known.
    case undecided
}

extension DesiredEntry {
    /// Compares with a fingerprint made under this entry's own rule.
    func compared(with other: EntryFingerprint) -> Comparison {
        guard !unresolved.isEmpty else { return fingerprint.whole == other.whole ? .equal : .differs }
        return knownFieldsDiffer(from: other, ignoring: []) ? .differs : .undecided
    }

    /// Compares with what was applied; a declaration whose rule changed has changed, even where the digests agree.
    func compared(with record: AppliedRecord) -> Comparison {
        if rule == record.rule { return compared(with: record.fingerprint) }
        guard !unresolved.isEmpty else { return .differs }
        var incomparable = rule.ignoredFields.union(record.rule.ignoredFields)
        if rule.valueIsJSON != record.rule.valueIsJSON { incomparable.insert("value") }
        return knownFieldsDiffer(from: record.fingerprint, ignoring: incomparable) ? .differs : .undecided
    }

    private func knownFieldsDiffer(from other: EntryFingerprint, ignoring ignored: Set<String>) -> Bool {
        fingerprint.differingFields(from: other).contains { !isUnresolved($0) && !ignored.contains($0) }
    }
}
