import Testing

@testable import DevGateway

@Suite struct ItemTests {
    @Test func anItemHasEveryMemberClientsRelyOn() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/app/db", "secret", ["description": "db", "tags": ["b", "a", "b"]])
        let item = try await fixture.describe("app/db")
        #expect(item["item_name"] == "/app/db")
        #expect(item["item_type"] == "STATIC_SECRET")
        #expect(item["item_sub_type"] == "generic")
        #expect(item["item_metadata"] == "db")
        #expect(item["item_tags"] == ["b", "a"])
        #expect(item["item_size"] == 6)
        #expect(item["last_version"] == 1)
        #expect(item["protection_key_name"] == "/__account-def-secrets-key__")
        #expect(item["delete_protection"] == false)
        #expect(item["item_versions"] == .null)
        #expect(item["client_permissions"] == ["read", "create", "update", "delete", "list"])
        #expect(item["item_general_info"]?["static_secret_info"]?["max_versions"] == 20)
        #expect(!item.json.encodedText.contains("secret\""))
    }

    @Test func itemsWithoutTagsSendNull() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        #expect(try await fixture.describe("/a")["item_tags"] == .null)
        #expect(try await fixture.call("get-tags", ["name": "/a"]).json == [])
    }

    @Test func anItemIsDescribedByItsIds() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        let item = try await fixture.describe("/a")
        let id = try #require(item["item_id"])
        let displayID = try #require(item["display_id"])
        #expect(try await fixture.call("describe-item", ["name": "", "item-id": id])["item_name"] == "/a")
        #expect(try await fixture.call("describe-item", ["display-id": displayID])["item_name"] == "/a")
        #expect(try await fixture.call("describe-item", ["item-id": 1]).status == 404)
        #expect(try await fixture.call("describe-item").status == 400)
    }

    @Test func idsAreNeverUsedAgain() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        let first = try await fixture.describe("/a")["item_id"]?.integer ?? 0
        try await fixture.call("delete-item", ["name": "/a"])
        try await fixture.create("/a")
        #expect(try await fixture.describe("/a")["item_id"]?.integer ?? 0 > first)
    }

    @Test func theDescriptionSentinelChangesNothing() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "v", ["description": "kept"])
        let sentinel: JSON = [
            "name": "/a", "new-name": "/a", "description": "default_metadata", "new-metadata": "default_metadata",
        ]
        #expect(try await fixture.call("update-item", sentinel).json == ["updated": true])
        #expect(try await fixture.describe("/a")["item_metadata"] == "kept")
        try await fixture.call("update-item", ["name": "/a", "description": ""])
        #expect(try await fixture.describe("/a")["item_metadata"] == "")
        try await fixture.call(
            "update-item", ["name": "/a", "description": "default_metadata", "new-metadata": "old style"])
        #expect(try await fixture.describe("/a")["item_metadata"] == "old style")
    }

    @Test(arguments: [(1024, 200), (1025, 400)])
    func descriptionsAreLimited(length: Int, status: Int) async throws {
        let fixture = try await GatewayFixture()
        let text = JSON.string(String(repeating: "ä", count: length))
        try await fixture.create("/b")
        let created = try await fixture.call("create-secret", ["name": "/a", "value": "v", "description": text])
        let updated = try await fixture.call("update-item", ["name": "/b", "description": text])
        #expect(created.status == status)
        #expect(updated.status == status)
        if status == 400 { #expect(created.error.hasSuffix("item_metadata too long. maximum length is 1024")) }
    }

    @Test func metadataUpdatesMakeNoVersionButMoveTheDate() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        fixture.clock.advance(by: 60)
        try await fixture.call("update-item", ["name": "/a", "add-tag": ["x", "y"], "rm-tag": ["z"]])
        try await fixture.call("update-item", ["name": "/a", "add-tag": ["x"], "rm-tag": ["y"]])
        let item = try await fixture.describe("/a")
        #expect(item["item_tags"] == ["x"])
        #expect(item["last_version"] == 1)
        #expect(item["modification_date"] == "2026-05-01T08:01:00Z")
        #expect(try await fixture.call("get-tags", ["name": "/a"]).json == ["x"])
    }

    @Test func renamingMovesAnItemAndItsFolders() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a/b/c", "v")
        let reply = try await fixture.call("update-item", ["name": "/a/b/c", "new-name": "x/y"])
        #expect(reply.status == 200)
        #expect(try await fixture.value("/x/y") == "v")
        #expect(try await fixture.describe("/a/b/c").status == 404)
        #expect(try await fixture.call("list-items", ["path": "/"])["folders"] == ["/x/"])
    }

    @Test func renamingOntoAnotherItemIsAConflict() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        try await fixture.create("/b")
        #expect(try await fixture.call("update-item", ["name": "/a", "new-name": "/b"]).status == 409)
        #expect(try await fixture.describe("/a").status == 200)
    }

    @Test func movingAFolderMovesEverythingBelow() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a/one", "1")
        try await fixture.create("/a/deep/two", "2")
        try await fixture.create("/ab", "other")
        let reply = try await fixture.call("move-objects", ["source": "/a", "target": "/z"])
        #expect(reply["moved"] == 2)
        #expect(try await fixture.value("/z/deep/two") == "2")
        #expect(try await fixture.value("/ab") == "other")
        try await fixture.create("/q/one", "other")
        let clash = try await fixture.call("move-objects", ["source": "/q", "target": "/z"])
        #expect(clash.status == 409)
        #expect(try await fixture.value("/q/one") == "other")
    }

    @Test func permissionsAreDescribed() async throws {
        let fixture = try await GatewayFixture()
        let reply = try await fixture.call("describe-permissions", ["path": "/a", "type": "item"])
        #expect(reply["client_permissions"] == ["read", "create", "update", "delete", "list"])
    }
}
