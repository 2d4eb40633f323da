import SyncModel
import Testing

@testable import AirflowModel

@Suite struct ConnectionJSONVectorTests {
    @Test(arguments: Vectors.cases("from_json"), AirflowRules.recorded)
    func jsonIsParsedAsRecorded(_ vector: VectorCase, _ rules: AirflowRules) throws {
        let outcome = vector.outcome(of: rules)
        let parsed = try? ConnectionJSON.parse(try vector.text("json"), rules: rules)
        guard let expected = outcome["fields"]?.object else {
            #expect(parsed == nil)
            return
        }
        let fields = try #require(parsed)
        #expect(fields.differences(from: expected) == [])
        if let printed = outcome["as_json"]?.text { #expect(ConnectionJSON.format(fields) == printed) }
    }

    /// Recorded from Airflow as well.
    @Test func nullsInsideOfFieldsAreNotPrinted() throws {
        let text = #"{"conn_type": "x", "login": {"a": null}, "host": [null, {"b": null}], "extra": {"a": null}}"#
        let printed = ConnectionJSON.format(try ConnectionJSON.parse(text))
        #expect(printed == #"{"conn_type": "x", "host": [{}], "login": {}, "extra": {"a": null}}"#)
    }

    /// Recorded from Airflow as well; nil where it fails.
    @Test(
        arguments: [
            ("5.9", "5"), ("-1.5", "-1"), ("-0.5", "0"), ("1e19", "10000000000000000000"),
            ("-1e20", "-100000000000000000000"), ("99999999999999999999.0", "100000000000000000000"),
            ("1e23", "99999999999999991611392"), ("9007199254740993.0", "9007199254740992"), ("1e400", nil),
            ("NaN", nil),
            (#""\u001f5""#, nil), (#""5\u001c""#, nil), (#""\u00855\u2003""#, "5"), (#""\u0665""#, "5"),
        ] as [(String, String?)])
    func thePortIsWhatPythonMakesAnIntegerOf(_ port: String, _ expected: String?) {
        let fields = try? ConnectionJSON.parse(#"{"conn_type": "x", "port": \#(port)}"#)
        #expect(fields?.port == expected.map(JSONValue.number))
    }
}

@Suite struct ConnectionIDVectorTests {
    @Test(arguments: Vectors.cases("conn_ids"), AirflowRules.recorded)
    func idIsJudgedAsRecorded(_ vector: VectorCase, _ rules: AirflowRules) throws {
        let id = try vector.text("conn_id")
        let outcome = vector.outcome(of: rules)
        #expect(ConnectionID.sanitized(id, rules: rules).map(JSONValue.text) ?? .null == outcome["sanitized"])
        if ConnectionID.isPortable(id) { #expect(outcome["cli_import_accepts"] == .bool(true)) }
    }
}

@Suite struct EnvironmentSecretsVectorTests {
    @Test(arguments: Vectors.cases("env_vars"))
    func variableIsReadAsRecorded(_ vector: VectorCase) throws {
        let secrets = EnvironmentSecrets(variables: vector["env"].texts, multiTeam: vector["multi_team"] == .bool(true))
        let (key, team) = (try vector.text("ask"), vector["team_name"].text)
        guard vector["kind"].text == "connection" else {
            #expect(secrets.variable(key, team: team)?.reveal() == vector["result"].text)
            return
        }
        guard vector.object["error"] == nil else {
            #expect(throws: AirflowModelError.self) { try secrets.connection(key, team: team) }
            return
        }
        let fields = try secrets.connection(key, team: team)
        #expect(
            fields.map { $0.differences(from: vector["result"].object ?? [:]) } == (vector["result"].isNull ? nil : []))
    }
}

@Suite struct ConfigLookupVectorTests {
    @Test(arguments: Vectors.cases("config_lookup"))
    func optionIsFoundAsRecorded(_ vector: VectorCase) throws {
        let store = vector["store"].texts
        let names = NamingConvention()
        var requested: [String] = []
        let file = (vector["cfg"].object?.members ?? []).map { ($0.name.text ?? "", $0.value.texts) }
        let lookup = ConfigLookup(environment: vector["env"].texts, file: Dictionary(uniqueKeysWithValues: file))
        guard case .array(let ask) = vector["ask"], let section = ask[0].text, let option = ask[1].text else { return }
        let outcome = Result { () throws(AirflowModelError) in
            try lookup.find(section: section, option: option) { name throws(AirflowModelError) in
                let path = names.lookup(kind: .config, key: name).asked[0]
                requested.append(path)
                guard let stored = store[path] else { return .null }
                let reading = BackendReader().text(stored: Secret(stored))
                if let failure = reading.failure, failure.code != .missingValue { throw failure }
                return reading.value ?? .null
            }
        }
        #expect(.array(requested.map(JSONValue.text)) == vector["requested"])
        switch outcome {
        case .failure: #expect(vector.object["error"] != nil)
        case .success(let outcome): #expect(isRecorded(outcome.source.recorded, as: expected(vector)))
        }
    }

    /// The recordings mark a default that is not the empty text.
    private func expected(_ vector: VectorCase) -> JSONValue {
        vector["value"].object?["$default"] == nil ? vector["value"] : .text("")
    }

    @Test(arguments: [("3.3.2", AirflowRules.current), ("2.11.2", AirflowRules.airflow2)])
    func sensitiveOptionsAreTheRecordedOnes(_ version: String, _ rules: AirflowRules) throws {
        let recorded = Vectors.file("config_options")["sensitive_options"]?.object?[version]
        let options = SensitiveOptions(rules: rules).options.map {
            JSONValue.array([.text($0.section), .text($0.name)])
        }
        guard case .array(let expected) = recorded else {
            Issue.record("no list for \(version)")
            return
        }
        #expect(Set(options) == Set(expected))
    }
}

extension ConfigLookup.Source {
    fileprivate var recorded: JSONValue {
        switch self {
        case .environment(let value), .file(let value): .text(value)
        case .environmentSecret(let value), .fileSecret(let value): value
        case .environmentCommand, .fileCommand: .null
        case .builtIn: .text("")
        }
    }
}

extension JSONValue {
    /// The members of an object whose values are texts.
    fileprivate var texts: [String: String] {
        let pairs = (object?.members ?? []).map { ($0.name.text ?? "", $0.value.text ?? "") }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}

@Suite struct TeamPathVectorTests {
    @Test(arguments: Vectors.cases("team_paths"))
    func pathsAreAskedAsRecorded(_ vector: VectorCase) throws {
        let arguments = try #require(vector["backend_kwargs"].object)
        let names = NamingConvention(backendArguments: arguments, multiTeam: vector["multi_team"] == .bool(true))
        let kind = try #require(EntryKind(rawValue: try vector.text("kind")))
        let lookup = names.lookup(kind: kind, key: try vector.text("key"), team: vector["team_name"].text)
        #expect(.bool(lookup.refused != nil) == vector["refused"])
        let stored = vector["existing"].object ?? [:]
        // A status instead of a text counts as «not there».
        let hit = lookup.asked.firstIndex { stored[$0]?.text != nil }
        let asked = hit.map { Array(lookup.asked[...$0]) } ?? lookup.asked
        #expect(.array(asked.map(JSONValue.text)) == vector["requested"])
        let found = hit.flatMap { stored[lookup.asked[$0]]?.text }.map { Secret($0) }
        #expect(try result(of: found, kind: kind) == vector["result"])
    }

    private func result(of stored: Secret?, kind: EntryKind) throws -> JSONValue {
        guard let stored else { return .null }
        guard kind == .connection else { return BackendReader().text(stored: stored).value ?? .null }
        let fields = try #require(BackendReader().connection(stored: stored).fields)
        return .text(try ConnectionURI.format(fields, rules: .current))
    }
}
