import AkeylessClient
import AkeylessWire
import SyncModel
import Testing

@Suite struct CommandTests {
    private static func sent(
        answer: String, _ body: (AkeylessClient) async throws -> Void
    ) async throws -> SentRequest {
        let test = try TestClient.loggedIn { _ in .json(answer) }
        try await body(test.client)
        return try #require(test.transport.requests.last)
    }

    @Test func loginSendsIDAndKey() async throws {
        let test = try TestClient.loggedIn { _ in .json("{}") }
        try await test.client.login()
        let request = try #require(test.transport.requests.first)
        #expect(request.body == #"{"access-type":"access_key","access-id":"p-1","access-key":"key"}"#)
        #expect(request.request.url == "https://gw.example:8000/api/v2/auth")
        #expect(request.request.headers.contains(HTTPHeader("Content-Type", "application/json")))
    }

    @Test func createSendsOnlyWhatIsSet() async throws {
        let plain = try await Self.sent(answer: #"{"name":"/a"}"#) { client in
            try await client.createSecret(NewSecret(name: "/a", value: Secret("x\"\n\u{1}é")))
        }
        #expect(plain.body == #"{"name":"/a","value":"x\"\n\u0001é","type":"generic","format":"text","token":"t-1"}"#)
        let full = try await Self.sent(answer: #"{"name":"/a"}"#) { client in
            var secret = NewSecret(name: "/a", value: Secret("v"))
            secret.tags = ["one", "two"]
            secret.description = "words"
            secret.deleteProtection = true
            secret.format = .json
            try await client.createSecret(secret)
        }
        #expect(full.texts(.tags) == ["one", "two"])
        #expect(full[.deleteProtection] == "true")
        #expect(full.body.contains(#""delete_protection":"true""#))
        #expect(full[.format] == "json")
    }

    @Test func updateSaysWhetherToKeepTheVersion() async throws {
        let request = try await Self.sent(answer: #"{"name":"/a"}"#) { client in
            try await client.updateSecretValue("/a", value: Secret("v"), keepPreviousVersion: true, lastVersion: 3)
        }
        #expect(request.body.contains(#""keep-prev-version":"true","last-version":3"#))
        #expect(request.command == "update-secret-val")
    }

    @Test func metadataIsLeftAloneUnlessGiven() async throws {
        let request = try await Self.sent(answer: #"{"updated":true}"#) { client in
            try await client.updateItem("/a", addTags: ["x"], removeTags: ["y"], deleteProtection: false)
        }
        #expect(request[.description] == "default_metadata")
        #expect(request.texts(.addTag) == ["x"])
        #expect(request.texts(.removeTag) == ["y"])
        #expect(request[.deleteProtection] == "false")
    }

    @Test func deletionNamesTheWholeItem() async throws {
        let request = try await Self.sent(answer: #"{"item_id":1,"item_name":"/a","version_deleted":-1}"#) { client in
            try await client.deleteItem("/a")
        }
        #expect(request[.version] == "-1")
        #expect(request[.deleteImmediately] == "true")
    }

    @Test func partialDeletionIsReported() async throws {
        let answer = #"{"path":"","deleted_items":["/a"],"failed_deleted_items":{"/b":"protected"}}"#
        let test = try TestClient.loggedIn { _ in .json(answer) }
        #expect(try await test.client.deleteItems(["/a", "/b"]) == ["/b": "protected"])
    }

    @Test func otherCommandsAreSpelledAsTheServiceDoes() async throws {
        let rollback = try await Self.sent(answer: #"{"name":"/a","version":4}"#) { client in
            let version = try await client.rollbackSecret("/a", to: 1)
            #expect(version == 4)
        }
        #expect(rollback.body == #"{"name":"/a","old-version":1,"token":"t-1"}"#)
        let state = try await Self.sent(answer: "{}") { try await $0.setItemState("/a", enabled: false) }
        #expect(state[.desiredState] == "Disabled")
        _ = try await Self.sent(answer: #"["x","y"]"#) { client in
            let tags = try await client.tags(of: "/a")
            #expect(tags == ["x", "y"])
        }
        let rights = try await Self.sent(answer: #"{"client_permissions":["read","list"]}"#) { client in
            let permissions = try await client.permissions(at: "/a")
            #expect(permissions == ["read", "list"])
        }
        #expect(rights[.path] == "/a")
        _ = try await Self.sent(answer: #"{"is_valid":true,"ttl":3540}"#) { client in
            let validity = try await client.validateToken()
            #expect(validity.secondsLeft == 3540)
        }
    }

    @Test func rotatedSecretsFallBackToTheOlderCommand() async throws {
        let test = try TestClient.loggedIn { request in
            request.command == .rotatedSecretGetValue
                ? .failure(400, "unknown command 'rotated-secret-get-value'")
                : .json(#"{"value":{"username":"u","password":"p"}}"#)
        }
        #expect(try await test.client.rotatedSecretValue("/r") == Secret(#"{"value":{"username":"u","password":"p"}}"#))
        #expect(test.transport.requests(.getRotatedSecretValue).first?[.names] == "/r")
    }

    @Test func aDescriptionWithoutNameIsNoItem() async throws {
        let test = try TestClient.loggedIn { _ in .json(#"{"error":"x"}"#) }
        #expect(await akeylessError { _ = try await test.client.describeItem("/a") }?.kind == .garbage)
    }
}
