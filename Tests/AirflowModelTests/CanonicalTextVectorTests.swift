import SyncModel
import Testing

@testable import AirflowModel

@Suite struct CanonicalTextVectorTests {
    static let connections = Vectors.cases("canonical").filter { $0["kind"].text == "connection" }
    static let texts = Vectors.cases("canonical").filter { $0["kind"].text != "connection" }

    @Test(arguments: connections)
    func connectionIsStoredAsRecorded(_ vector: VectorCase) throws {
        let fields = try ConnectionFields(arguments: try #require(vector["declared"].object))
        let connection = try #require(fields.connection)
        let canonical = CanonicalText.connection(connection)
        #expect(canonical.reveal() == vector["canonical_stored"].text)
        #expect(ConnectionCheck().wouldReadBack(connection))
        #expect(BackendReader().connection(stored: canonical).connection == connection)
        #expect(try ConnectionURI.format(connection) == vector["uri"].text)
        #expect(.bool(ConnectionURI.lostFields(of: connection) == []) == vector["uri_reads_back"])
    }

    @Test(arguments: texts)
    func textIsStoredAsRecorded(_ vector: VectorCase) throws {
        let declared = Secret(vector["declared"].text ?? plainText(of: vector["declared_json"]))
        let wrapped = CanonicalText.text(declared, encoding: .wrapped)
        #expect(wrapped.reveal() == vector["canonical_stored"].text)
        #expect(ConnectionCheck().wouldReadBack(declared, encoding: .wrapped))
        #expect(ConnectionCheck().wouldReadBack(declared, encoding: .auto))
        if case .bool(let isAllowed) = vector["plain_allowed"] {
            #expect(CanonicalText.isPlainAllowed(declared.reveal()) == isAllowed)
            #expect(CanonicalText.text(declared) == (isAllowed ? declared : wrapped))
        }
        guard case .bool(let readsBack) = vector["raw_reads_back"] else { return }
        let raw = BackendReader().text(stored: declared)
        #expect((raw.value == .text(declared.reveal())) == readsBack)
        guard let misread = vector["raw_reads_as"].object else { return }
        #expect(raw.value.map { isRecorded($0, as: misread["result"] ?? .null) } ?? (misread["error"] != nil))
    }

    /// Values that are no text are stored as Python's JSON of them.
    private func plainText(of value: JSONValue) -> String {
        value.text ?? PythonJSON.dumps(value)
    }
}
