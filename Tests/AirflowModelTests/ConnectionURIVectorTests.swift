import Testing

@testable import AirflowModel

@Suite struct ConnectionURIVectorTests {
    @Test(arguments: Vectors.cases("uri_parse"), AirflowRules.recorded)
    func uriIsParsedAsRecorded(_ vector: VectorCase, _ rules: AirflowRules) throws {
        let uri = try vector.text("uri")
        let outcome = vector.outcome(of: rules)
        guard let fields = outcome["fields"]?.object else {
            #expect(throws: AirflowModelError.self) { try ConnectionURI.parse(uri, rules: rules) }
            return
        }
        let parsed = ConnectionFields(try ConnectionURI.parse(uri, rules: rules))
        #expect(parsed.differences(from: fields) == [])
    }

    @Test(arguments: Vectors.cases("uri_parse"))
    func parsedConnectionIsPrintedAsRecorded(_ vector: VectorCase) throws {
        guard let printed = vector["get_uri"].text else { return }
        let connection = try ConnectionURI.parse(try vector.text("uri"))
        #expect(try ConnectionURI.format(connection) == printed)
        #expect(.bool(ConnectionURI.lostFields(of: connection) == []) == vector["get_uri_reparses_to_same"])
    }

    @Test(arguments: Vectors.cases("uri_parse"))
    func taskSDKParsesAsRecorded(_ vector: VectorCase) throws {
        let uri = try vector.text("uri")
        let outcome = vector["task_sdk"].object ?? vector.object
        let parsed = try? ConnectionURI.parse(uri, reader: .taskSDK)
        guard let fields = outcome["fields"]?.object else {
            #expect(parsed == nil)
            return
        }
        #expect(parsed.map { ConnectionFields($0).differences(from: fields) } == [])
    }

    @Test(arguments: Vectors.cases("uri_build"), AirflowRules.recorded)
    func uriIsBuiltAsRecorded(_ vector: VectorCase, _ rules: AirflowRules) throws {
        let arguments = try #require(vector["fields"].object)
        let outcome = vector.outcome(of: rules)
        let uri = try? ConnectionURI.format(try ConnectionFields(arguments: arguments, rules: rules), rules: rules)
        #expect(uri == outcome["uri"]?.text)
    }

    @Test(arguments: Vectors.cases("uri_build"))
    func builtURIIsReadBackAsRecorded(_ vector: VectorCase) throws {
        guard let held = vector["held_fields"].object else { return }
        let fields = try ConnectionFields(arguments: try #require(vector["fields"].object))
        #expect(fields.differences(from: held) == [])
        let lost = ConnectionURI.lostFields(of: fields, rules: .current) ?? ["*"]
        #expect(.array(lost.sorted().map(JSONValue.text)) == vector["lost"])
        #expect(.bool(lost.isEmpty) == vector["roundtrip_ok"])
        guard let reparsed = vector["reparsed"].object else { return }
        let read = try ConnectionURI.parse(try vector.text("uri"))
        #expect(ConnectionFields(read).differences(from: reparsed) == [])
    }
}
