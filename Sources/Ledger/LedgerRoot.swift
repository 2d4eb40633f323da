import SyncModel

/// The root file: whose ledger this is, how it is written, and what a rollback holds back.
struct LedgerRoot: Hashable, Sendable {
    /// Its name in the tree.
    ///
    /// No item can have it, since a leading dot of an item is always encoded.
    static let fileName = ".lockstep-ledger.json"

    /// The only format so far.
    ///
    /// Any change of the records' shape raises it, so that an older program stops.
    static let formatVersion: Int64 = 1

    var projectID: String
    var environment: String
    var keyID: String
    var holds: [ItemPath: Fingerprint] = [:]

    var bytes: [UInt8] {
        JSONNode.object([
            "environment": .string(environment),
            "format_version": .integer(Self.formatVersion),
            "holds": Self.holdsNode(holds),
            "key_id": .string(keyID),
            "project_id": .string(projectID),
        ]).bytes
    }

    /// The object from paths to the fingerprints of the declarations that are held.
    static func holdsNode(_ holds: [ItemPath: Fingerprint]) -> JSONNode {
        .members(holds.map { ($0.rawValue, .string($1.hex)) })
    }

    /// What the bytes turned out to be.
    enum Reading {
        case root(LedgerRoot)
        case unknownVersion(Int64)
    }

    /// Reads the root file; of another format only the version is understood.
    static func read(_ bytes: [UInt8]) throws(JSONReader.Problem) -> Reading {
        if let version = try? version(bytes), version != formatVersion { return .unknownVersion(version) }
        return .root(try withBytes(bytes, decode))
    }

    private static func decode(_ reader: inout JSONReader) throws(JSONReader.Problem) -> LedgerRoot {
        var texts: [String: String] = [:]
        var holds: [ItemPath: Fingerprint]?
        try reader.object { reader, name throws(JSONReader.Problem) in
            switch name {
            case "environment", "key_id", "project_id": texts[name] = try reader.string()
            case "format_version": _ = try reader.integer()
            case "holds": holds = try reader.holds()
            default: throw reader.problem("unknown member “\(name)”")
            }
        }
        guard let projectID = texts["project_id"], let environment = texts["environment"], let keyID = texts["key_id"],
            let holds
        else { throw reader.problem("a member is missing") }
        return LedgerRoot(projectID: projectID, environment: environment, keyID: keyID, holds: holds)
    }

    /// Finds the format version in a root file of any format; members of the first level alone are looked at.
    private static func version(_ bytes: [UInt8]) throws(JSONReader.Problem) -> Int64 {
        try withBytes(bytes) { reader throws(JSONReader.Problem) in
            var version: Int64?
            try reader.object { reader, name throws(JSONReader.Problem) in
                if name == "format_version" { version = try reader.integer() } else { try reader.skipValue() }
            }
            guard let version else { throw reader.problem("a member is missing") }
            return version
        }
    }

    private static func withBytes<Value>(
        _ bytes: [UInt8], _ body: (inout JSONReader) throws(JSONReader.Problem) -> Value
    ) throws(JSONReader.Problem) -> Value {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONReader.Problem) in
            try JSONReader.read(UnsafeRawBufferPointer(buffer), body)
        }
    }
}

extension JSONReader {
    mutating func holds() throws(Problem) -> [ItemPath: Fingerprint] {
        var holds: [ItemPath: Fingerprint] = [:]
        try object { reader, name throws(Problem) in holds[ItemPath(name)] = Fingerprint(hex: try reader.string()) }
        return holds
    }
}
