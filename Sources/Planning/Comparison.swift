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
        return knownFieldsDiffer(from: other) ? .differs : .undecided
    }

    /// Compares with what was applied; a declaration whose rule changed has changed, even where the digests agree.
    func compared(with record: AppliedRecord) -> Comparison {
        if rule == record.rule { return compared(with: record.fingerprint) }
        guard !unresolved.isEmpty else { return .differs }
        return knownFieldsDiffer(from: record.fingerprint) { isComparable($0, under: record.rule) }
            ? .differs : .undecided
    }

    private func isComparable(_ field: String, under other: ComparisonRule) -> Bool {
        if rule.ignores(field) || other.ignores(field) { return false }
        if rule.valueIsJSON != other.valueIsJSON, field == "value" { return false }
        return rule.extraIsWhole == other.extraIsWhole || !(field == "extra" || field.begins(with: "extra."))
    }

    private func knownFieldsDiffer(
        from other: EntryFingerprint, where isComparable: (String) -> Bool = { _ in true }
    ) -> Bool {
        fingerprint.differingFields(from: other).contains { !isUnresolved($0) && isComparable($0) }
    }
}
