import AkeylessClient
import AkeylessWire
import SyncModel
import Testing

@Suite struct ValueBatchesTests {
    private static func values(_ names: [String]) -> TransportResponse {
        var writer = JSONWriter()
        writer.beginObject()
        for name in names {
            writer.key(name)
            writer.string("value of \(name)")
        }
        writer.endObject()
        return .json(String(decoding: writer.bytes, as: UTF8.self))
    }

    private static func text(_ reading: ValueReading?) -> String {
        switch reading {
        case .value(let secret): secret.reveal()
        case .absent: "absent"
        case .denied: "denied"
        case .failed(let error): "failed: \(error.kind)"
        case nil: "nothing"
        }
    }

    @Test func valuesAreReadInBatchesOfFifty() async throws {
        let test = try TestClient.loggedIn { request in Self.values(request.texts(.names)) }
        let names = (1...120).map { "/v/\($0)" }
        let results = await test.client.secretValues(names + ["/v/1"])
        #expect(results.count == 120)
        #expect(names.allSatisfy { Self.text(results[$0]) == "value of \($0)" })
        let requests = test.transport.requests(.getSecretValue)
        #expect(requests.map { $0.texts(.names).count }.sorted() == [20, 50, 50])
        #expect(requests.allSatisfy { $0[.ignoreCache] == "true" })
    }

    @Test func aBadNameCostsNoOtherItsValue() async throws {
        let test = try TestClient.loggedIn { request in
            let names = request.texts(.names)
            if names.contains("/v/7") { return .missing }
            if names.contains("/v/30") { return .denied }
            if names.contains("/v/31") { return .failure(400, "wrong type") }
            return Self.values(names)
        }
        let names = (1...50).map { "/v/\($0)" }
        let results = await test.client.secretValues(names)
        #expect(Self.text(results["/v/7"]) == "absent")
        #expect(Self.text(results["/v/30"]) == "denied")
        #expect(Self.text(results["/v/31"]) == "failed: invalid-request")
        let bad: Set = ["/v/7", "/v/30", "/v/31"]
        #expect(names.filter { !bad.contains($0) }.allSatisfy { Self.text(results[$0]) == "value of \($0)" })
        #expect(test.transport.requests(.getSecretValue).count < 36)
        #expect(test.transport.requests(.auth).count <= 2)
    }

    @Test func aBatchOfAllMissingNamesIsAllAbsent() async throws {
        let test = try TestClient.loggedIn { _ in .missing }
        let results = await test.client.secretValues(["/a", "/b", "/c"])
        #expect(results.values.allSatisfy { Self.text($0) == "absent" })
    }

    @Test func anAbsentKeyIsAnAbsentValue() async throws {
        let test = try TestClient.loggedIn { _ in Self.values(["/a"]) }
        let results = await test.client.secretValues(["/a", "/b"])
        #expect(Self.text(results["/a"]) == "value of /a")
        #expect(Self.text(results["/b"]) == "absent")
    }

    @Test func keysMayLackOrAddTheLeadingSlash() async throws {
        let test = try TestClient.loggedIn { _ in .json(#"{"a":"1","/b":"2","/c":"3","c":"4"}"#) }
        let results = await test.client.secretValues(["/a", "b", "/c"])
        #expect(["/a", "b", "/c"].map { Self.text(results[$0]) } == ["1", "2", "3"])
    }

    @Test func namesThatAreOneTextToSwiftHaveTheirOwnValues() async throws {
        let test = try TestClient.loggedIn { request in Self.values(request.texts(.names)) }
        let paths = [ItemPath("/caf\u{e9}"), ItemPath("/cafe\u{301}")]
        let results = await test.client.secretValues(at: paths)
        for path in paths {
            #expect(Self.text(results[path]).utf8.elementsEqual("value of \(path)".utf8))
        }
    }

    @Test func anErrorInAGoodAnswerIsNoSecret() async throws {
        let test = try TestClient.loggedIn { _ in .json(#"{"error":"no such thing"}"#) }
        let results = await test.client.secretValues(["/a"])
        #expect(Self.text(results["/a"]) == "failed: garbage")
    }

    @Test func aSecretCalledErrorIsReadWhenItWasAsked() async throws {
        let test = try TestClient.loggedIn { _ in .json(#"{"/error":"x","/a":"y"}"#) }
        let results = await test.client.secretValues(["/error", "/a"])
        #expect(Self.text(results["/error"]) == "x")
    }

    @Test func valuesThatAreNotTextsAreKeptAsJSON() async throws {
        let test = try TestClient.loggedIn { _ in
            .json(
                #"{"/a":{"k": 1.50, "l":[true,null]},"/b":12345678901234567890,"/c":null,"/d":"é\u00e9\ud83d\ude00"}"#)
        }
        let results = await test.client.secretValues(["/a", "/b", "/c", "/d"])
        #expect(Self.text(results["/a"]) == #"{"k": 1.50, "l":[true,null]}"#)
        #expect(Self.text(results["/b"]) == "12345678901234567890")
        #expect(Self.text(results["/c"]) == "absent")
        #expect(Self.text(results["/d"]) == "éé😀")
    }

    @Test func aValueThatIsNotUnicodeIsAFailure() async throws {
        let test = try TestClient.loggedIn { _ in
            TransportResponse(status: 200, body: Array(#"{"/a":""#.utf8) + [0xFF] + Array(#""}"#.utf8))
        }
        #expect(Self.text(await test.client.secretValues(["/a"])["/a"]) == "failed: garbage")
    }

    @Test func anUnreachableServiceIsNotAskedForEveryBatch() async throws {
        let test = try TestClient.loggedIn(retry: .never, concurrency: 2) { _ throws(TransportError) in
            throw TransportError(.neverSent, "connection refused")
        }
        let names = (1...1000).map { "/v/\($0)" }
        let results = await test.client.secretValues(names)
        #expect(results.count == 1000)
        #expect(results.values.allSatisfy { Self.text($0) == "failed: unreachable" })
        #expect(test.transport.requests(.getSecretValue).count <= 3)
    }

    @Test func aSingleValueIsReadByItsName() async throws {
        let test = try TestClient.loggedIn { request in
            request.texts(.names) == ["/a"] ? .json(#"{"/a":"v"}"#) : .json("{}")
        }
        #expect(try await test.client.secretValue("/a") == Secret("v"))
        #expect(await akeylessError { _ = try await test.client.secretValue("/b") }?.kind == .notFound)
    }
}
