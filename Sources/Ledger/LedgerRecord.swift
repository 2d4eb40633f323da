import SyncModel

/// The stored form of ``AppliedRecord``: names, versions and keyed fingerprints, never a value.
enum LedgerRecord {
    /// One text for one record, with the id of the key that its fingerprints were made with.
    static func encode(_ record: AppliedRecord, keyID: String) -> [UInt8] {
        JSONNode.object(present: [
            "conn_type": record.connType.map { .string($0) },
            "fields": .object(record.fingerprint.fields.mapValues { .string($0.hex) }),
            "fingerprint": .string(record.fingerprint.whole.hex),
            "item_id": .integer(record.row.itemID),
            "key": .string(record.id.key),
            "key_id": .string(keyID),
            "kind": .string(record.id.kind.rawValue),
            "last_version": .integer(Int64(record.row.lastVersion)),
            "modification_date": .string(record.row.modificationDate),
            "path": .string(record.path.rawValue),
            "racy": .bool(record.racy),
            "rule": ruleNode(record.rule),
            "source": sourceNode(record.source, commit: record.sourceCommit),
            "team": record.id.team.map { .string($0) },
        ]).bytes
    }

    /// Reads what ``encode(_:keyID:)`` wrote; anything else is an error.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws(JSONReader.Problem) -> (
        record: AppliedRecord, keyID: String
    ) {
        try JSONReader.read(bytes) { reader throws(JSONReader.Problem) in
            var fields = Fields()
            try reader.object { reader, name throws(JSONReader.Problem) in try fields.read(name, from: &reader) }
            return try fields.record(reader)
        }
    }

    static func decode(_ bytes: [UInt8]) throws(JSONReader.Problem) -> (record: AppliedRecord, keyID: String) {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONReader.Problem) in
            try decode(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The part of ``ComparisonRule`` that is not the usual; nil where all of it is.
    static func ruleNode(_ rule: ComparisonRule) -> JSONNode? {
        guard rule != ComparisonRule() else { return nil }
        return .object(present: [
            "extra_is_whole": rule.extraIsWhole ? .bool(true) : nil,
            "ignored_fields": rule.ignoredFields.isEmpty
                ? nil : .array(rule.ignoredFields.sorted().map { .string($0) }),
            "value_is_json": rule.valueIsJSON ? .bool(true) : nil,
        ])
    }

    static func sourceNode(_ source: SourceLocation?, commit: String?) -> JSONNode? {
        guard source != nil || commit != nil else { return nil }
        return .object(present: [
            "commit": commit.map { .string($0) }, "file": source.map { .string($0.file) },
            "line": source?.line.map { .integer(Int64($0)) },
        ])
    }
}

/// The members of a record as they come.
private struct Fields {
    private var connType, fingerprint, key, keyID, kind, date, path, team: String?
    private var fingerprints: [String: Fingerprint]?
    private var itemID, lastVersion: Int64?
    private var racy: Bool?
    private var rule = ComparisonRule()
    private var source: (location: SourceLocation?, commit: String?) = (nil, nil)

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Problem) {
        switch name {
        case "conn_type": connType = try reader.string()
        case "fields": fingerprints = try reader.fingerprints()
        case "fingerprint": fingerprint = try reader.string()
        case "item_id": itemID = try reader.integer()
        case "key": key = try reader.string()
        case "key_id": keyID = try reader.string()
        case "kind": kind = try reader.string()
        case "last_version": lastVersion = try reader.integer()
        case "modification_date": date = try reader.string()
        case "path": path = try reader.string()
        case "racy": racy = try reader.bool()
        case "rule": rule = try reader.rule()
        case "source": source = try reader.source()
        case "team": team = try reader.string()
        default: throw reader.problem("unknown member “\(name)”")
        }
    }

    func record(_ reader: JSONReader) throws(JSONReader.Problem) -> (record: AppliedRecord, keyID: String) {
        guard let kind = kind.flatMap(EntryKind.init(rawValue:)), let key, let path, let fingerprint, let keyID,
            let date,
            let itemID, let lastVersion = lastVersion.flatMap(Int.init(exactly:)), let fingerprints, let racy
        else { throw reader.problem("a member is missing") }
        let record = AppliedRecord(
            id: EntryID(kind: kind, team: team, key: key), path: ItemPath(path),
            row: RowStamp(itemID: itemID, lastVersion: lastVersion, modificationDate: date), racy: racy,
            fingerprint: EntryFingerprint(whole: Fingerprint(hex: fingerprint), fields: fingerprints), rule: rule,
            connType: connType, source: source.location, sourceCommit: source.commit)
        return (record, keyID)
    }
}

extension JSONReader {
    /// An object of names and fingerprints.
    mutating func fingerprints() throws(Problem) -> [String: Fingerprint] {
        var result: [String: Fingerprint] = [:]
        try object { reader, name throws(Problem) in result[name] = Fingerprint(hex: try reader.string()) }
        return result
    }

    mutating func rule() throws(Problem) -> ComparisonRule {
        var rule = ComparisonRule()
        try object { reader, name throws(Problem) in
            switch name {
            case "extra_is_whole": rule.extraIsWhole = try reader.bool()
            case "ignored_fields":
                rule.ignoredFields = Set(try reader.array { element throws(Problem) in try element.string() })
            case "value_is_json": rule.valueIsJSON = try reader.bool()
            default: throw reader.problem("unknown member “\(name)”")
            }
        }
        return rule
    }

    mutating func source() throws(Problem) -> (location: SourceLocation?, commit: String?) {
        var (file, line, commit): (String?, Int64?, String?) = (nil, nil, nil)
        try object { reader, name throws(Problem) in
            switch name {
            case "commit": commit = try reader.string()
            case "file": file = try reader.string()
            case "line": line = try reader.integer()
            default: throw reader.problem("unknown member “\(name)”")
            }
        }
        return (file.map { SourceLocation(file: $0, line: line.flatMap(Int.init(exactly:))) }, commit)
    }
}
