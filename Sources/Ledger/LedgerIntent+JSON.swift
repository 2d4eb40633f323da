import SyncModel

extension LedgerIntent {
    /// The only format so far; another one stops a recovery, since guessing would be worse.
    private static let formatVersion: Int64 = 1

    /// The stored form, which names the project and environment so that an intent cannot serve another ledger.
    ///
    /// - Parameter nonce: Makes two announcements two commits, also when equal clones announce the same in one second:
    ///   each must be able to tell its own from the other's.
    func bytes(projectID: String, environment: String, isShared: Bool, nonce: String) -> [UInt8] {
        JSONNode.object(present: [
            "changes": .array(changes.map(\.node)), "environment": .string(environment),
            "format_version": .integer(Self.formatVersion), "holder": holder.node,
            "holds": holds.map { LedgerRoot.holdsNode($0) }, "key_id": .string(keyID),
            "ledger": ledger.map { .string($0) }, "nonce": .string(nonce), "outcome": .string(outcome.rawValue),
            "plan": .string(plan),
            "project_id": .string(projectID), "context": context.node, "shared": isShared ? .bool(true) : nil,
        ]).bytes
    }

    static func decode(
        _ bytes: [UInt8], projectID: String, environment: String
    ) throws(JSONReader.Problem) -> LedgerIntent {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONReader.Problem) in
            try JSONReader.read(UnsafeRawBufferPointer(buffer)) { reader throws(JSONReader.Problem) in
                try decode(&reader, projectID: projectID, environment: environment)
            }
        }
    }

    private static func decode(
        _ reader: inout JSONReader, projectID: String, environment: String
    ) throws(JSONReader.Problem) -> LedgerIntent {
        var texts: [String: String] = [:]
        var version: Int64?
        var (holder, context, holds): (LedgerHolder?, LedgerContext?, [ItemPath: Fingerprint]?) = (nil, nil, nil)
        var changes: [IntendedChange] = []
        var isShared = false
        try reader.object { reader, name throws(JSONReader.Problem) in
            switch name {
            case "environment", "key_id", "ledger", "nonce", "outcome", "plan", "project_id":
                texts[name] = try reader.string()
            case "changes":
                changes = try reader.array { element throws(JSONReader.Problem) in try IntendedChange(from: &element) }
            case "context": context = try LedgerContext(from: &reader)
            case "format_version": version = try reader.integer()
            case "holder": holder = try LedgerHolder(from: &reader)
            case "holds": holds = try reader.holds()
            case "shared": isShared = try reader.bool()
            default: throw reader.problem("unknown member “\(name)”")
            }
        }
        guard version == formatVersion, texts["project_id"] == projectID, texts["environment"] == environment else {
            throw reader.problem("the intent of another project, environment or version")
        }
        guard let plan = texts["plan"], let keyID = texts["key_id"], let holder, let context,
            let outcome = texts["outcome"].flatMap(LedgerOutcome.init(rawValue:))
        else { throw reader.problem("a member is missing") }
        var intent = LedgerIntent(
            plan: plan, holder: holder, ledger: texts["ledger"], keyID: keyID, outcome: outcome, context: context,
            holds: holds, changes: changes)
        intent.isShared = isShared
        return intent
    }
}

extension LedgerContext {
    var node: JSONNode {
        .object(present: [
            "access_id": accessID.map { .string($0) }, "gateway": gateway.map { .string($0) },
            "plan": plan.map { .string($0) }, "source": source.map { .string($0) }, "version": .string(version),
        ])
    }

    init(from reader: inout JSONReader) throws(JSONReader.Problem) {
        var texts: [String: String] = [:]
        try reader.object { reader, name throws(JSONReader.Problem) in
            guard ["access_id", "gateway", "plan", "source", "version"].contains(name) else {
                throw reader.problem("unknown member “\(name)”")
            }
            texts[name] = try reader.string()
        }
        guard let version = texts["version"] else { throw reader.problem("a member is missing") }
        self.init(
            gateway: texts["gateway"], accessID: texts["access_id"], source: texts["source"], plan: texts["plan"],
            version: version)
    }
}

extension IntendedChange {
    var node: JSONNode {
        .object(present: [
            "action": .string(action.rawValue), "after": after.map(Self.node), "before": before.map(Self.node),
            "conn_type": connType.map { .string($0) }, "fields": .array(fields.map { .string($0) }),
            "key": (id?.key).map { .string($0) }, "kind": (id?.kind.rawValue).map { .string($0) },
            "path": .string(path.rawValue), "rule": LedgerRecord.ruleNode(rule),
            "source": LedgerRecord.sourceNode(source, commit: sourceCommit), "team": (id?.team).map { .string($0) },
        ])
    }

    init(from reader: inout JSONReader) throws(JSONReader.Problem) {
        var texts: [String: String] = [:]
        var (before, after): (EntryFingerprint?, EntryFingerprint?) = (nil, nil)
        var (rule, fields): (ComparisonRule, [String]) = (ComparisonRule(), [])
        var source: (location: SourceLocation?, commit: String?) = (nil, nil)
        try reader.object { reader, name throws(JSONReader.Problem) in
            switch name {
            case "action", "conn_type", "key", "kind", "path", "team": texts[name] = try reader.string()
            case "after": after = try reader.entryFingerprint()
            case "before": before = try reader.entryFingerprint()
            case "fields": fields = try reader.array { element throws(JSONReader.Problem) in try element.string() }
            case "rule": rule = try reader.rule()
            case "source": source = try reader.source()
            // Members of the format that no recovery needs.
            case "row", "rule_before": try reader.skipValue()
            default: throw reader.problem("unknown member “\(name)”")
            }
        }
        let kind = texts["kind"].flatMap(EntryKind.init(rawValue:))
        let id = kind.flatMap { kind in texts["key"].map { EntryID(kind: kind, team: texts["team"], key: $0) } }
        guard let action = texts["action"].flatMap(LedgerAction.init(rawValue:)), let path = texts["path"],
            id != nil || action == .purge
        else { throw reader.problem("a member is missing") }
        self.init(
            action, id: id, path: ItemPath(path), fields: fields, before: before, after: after, rule: rule,
            connType: texts["conn_type"], source: source.location, sourceCommit: source.commit)
    }

    private static func node(_ fingerprint: EntryFingerprint) -> JSONNode {
        .object([
            "fields": .object(fingerprint.fields.mapValues { .string($0.hex) }),
            "whole": .string(fingerprint.whole.hex),
        ])
    }
}

extension JSONReader {
    fileprivate mutating func entryFingerprint() throws(Problem) -> EntryFingerprint {
        var (whole, fields): (String?, [String: Fingerprint]?) = (nil, nil)
        try object { reader, name throws(Problem) in
            switch name {
            case "fields": fields = try reader.fingerprints()
            case "whole": whole = try reader.string()
            default: throw reader.problem("unknown member “\(name)”")
            }
        }
        guard let whole, let fields else { throw problem("a member is missing") }
        return EntryFingerprint(whole: Fingerprint(hex: whole), fields: fields)
    }
}
