import Testing

@testable import DevGateway

@Suite struct DeletionTests {
    @Test func aDeletedSecretIsGone() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        let reply = try await fixture.call(
            "delete-item", ["name": "a", "delete-immediately": true, "delete-in-days": 0, "version": -1])
        #expect(reply["item_name"] == "/a")
        #expect(reply["version_deleted"] == -1)
        #expect(reply["deletion_date"] == "2026-05-01T08:00:00Z")
        #expect(try await fixture.describe("/a").status == 404)
        #expect(try await fixture.call("delete-item", ["name": "/a"]).status == 404)
    }

    @Test func aProtectedItemIsUnprotectedFirst() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "v", ["delete_protection": "true"])
        #expect(try await fixture.describe("/a")["delete_protection"] == true)
        #expect(try await fixture.call("delete-item", ["name": "/a"]).status == 403)
        try await fixture.call("update-item", ["name": "/a", "delete_protection": "false"])
        #expect(try await fixture.call("delete-item", ["name": "/a"]).status == 200)
    }

    @Test func theAccountMayProtectNewItems() async throws {
        let fixture = try await GatewayFixture { $0.protectsNewItems = true }
        try await fixture.create("/a")
        #expect(try await fixture.call("delete-item", ["name": "/a"]).status == 403)
    }

    @Test func oneVersionMayBeDeleted() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "one")
        for value in ["two", "three"] {
            try await fixture.call(
                "update-secret-val", ["name": "/a", "value": .string(value), "keep-prev-version": "true"])
        }
        #expect(try await fixture.call("delete-item", ["name": "/a", "version": 2]).status == 200)
        #expect(try await fixture.call("get-secret-value", ["names": "/a", "version": 2]).status == 404)
        #expect(try await fixture.describe("/a")["last_version"] == 3)
        try await fixture.call("delete-item", ["name": "/a", "version": 0])
        #expect(try await fixture.value("/a") == "one")
        #expect(try await fixture.describe("/a")["last_version"] == 3)
        try await fixture.call("delete-item", ["name": "/a", "version": 1])
        #expect(try await fixture.describe("/a").status == 404)
    }

    @Test func manyItemsAreDeletedAndFailuresReported() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a/one")
        try await fixture.create("/a/two", "v", ["delete_protection": "true"])
        try await fixture.create("/a/deep/three")
        try await fixture.create("/ab")
        let reply = try await fixture.call("delete-items", ["path": "/a"])
        #expect(reply.status == 200)
        #expect(reply["deleted_items"] == ["/a/deep/three", "/a/one"])
        #expect(reply["failed_deleted_items"]?.members?.map(\.name) == ["/a/two"])
        let named = try await fixture.call("delete-items", ["path": "dummy_path", "item": ["/ab", "/none"]])
        #expect(named["deleted_items"] == ["/ab"])
        #expect(named["failed_deleted_items"]?.members?.map(\.name) == ["/none"])
    }
}

@Suite struct FolderTests {
    @Test func anExplicitFolderHoldsPropertiesAndStays() async throws {
        let fixture = try await GatewayFixture()
        let created = try await fixture.call(
            "folder-create", ["name": "/f/g", "description": "d", "tags": ["t"], "delete_protection": "true"])
        #expect(created.status == 201)
        #expect(created["folder_id"]?.integer != nil)
        let folder = try #require(try await fixture.call("folder-get", ["name": "f/g/"])["folder"])
        #expect(folder["folder_name"] == "/f/g/")
        #expect(folder["metadata"] == "d")
        #expect(folder["tags"] == ["t"])
        #expect(folder["delete_protection"] == true)
        try await fixture.create("/f/g/item")
        try await fixture.call("delete-item", ["name": "/f/g/item"])
        #expect(try await fixture.call("folder-get", ["name": "/f/g"]).status == 200)
        #expect(try await fixture.call("folder-create", ["name": "/f/g"]).status == 409)
    }

    @Test func aFolderIsDeletedOnceEmptyAndUnprotected() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.call("folder-create", ["name": "/f", "delete_protection": "true"])
        #expect(try await fixture.call("folder-delete", ["name": "/f"]).status == 403)
        try await fixture.call("folder-update", ["name": "/f", "delete_protection": "false", "add-tag": ["x"]])
        try await fixture.create("/f/item")
        #expect(try await fixture.call("folder-delete", ["name": "/f"]).status == 409)
        try await fixture.call("delete-item", ["name": "/f/item"])
        #expect(try await fixture.call("folder-delete", ["name": "/f"]).status == 200)
        #expect(try await fixture.call("folder-get", ["name": "/f"]).status == 404)
    }

    @Test func anImpliedFolderMayBeMadeExplicit() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/f/item")
        #expect(try await fixture.call("folder-create", ["name": "/f"]).status == 201)
    }
}
