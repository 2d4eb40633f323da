import SyncModel
import Testing

@testable import DevGateway

@Suite struct PermissionTests {
    private func fixture() async throws -> (GatewayFixture, token: String) {
        let limited = GatewayIdentity(
            accessID: "p-limited", accessKey: Secret("k"),
            rules: [
                AccessRule(path: "/team/*", capabilities: [.read, .list, .create, .update]),
                AccessRule(path: "/team/hidden/*", capabilities: [.deny]),
                AccessRule(path: "/shared/+", capabilities: [.list]),
            ])
        let fixture = try await GatewayFixture { $0.identities?.append(limited) }
        for name in ["/team/a", "/team/hidden/b", "/shared/c", "/shared/deep/d", "/other/e"] {
            try await fixture.create(name)
        }
        return (fixture, try await fixture.logIn("p-limited", "k"))
    }

    @Test(arguments: ["/other/e", "/other/missing", "/team/hidden/b", "/team/hidden/missing"])
    func aDeniedPathIsUnauthorizedWhetherOrNotItExists(name: String) async throws {
        let (fixture, token) = try await fixture()
        for command in ["describe-item", "update-secret-val", "delete-item", "get-tags", "update-item"] {
            let reply = try await fixture.call(command, ["name": .string(name), "value": "v"], token: token)
            #expect(reply.status == 401, "\(command)")
            #expect(reply.error.contains("Error: UnauthorizedAccess"))
            #expect(reply.error.hasSuffix("unauthorized access for access id p-limited"))
        }
        #expect(try await fixture.call("get-secret-value", ["names": [.string(name)]], token: token).status == 401)
        let created = try await fixture.call(
            "create-secret", ["name": .string(name), "value": "v"], token: token)
        #expect(created.status == 401)
    }

    @Test func anAllowedPathTellsWhatIsMissing() async throws {
        let (fixture, token) = try await fixture()
        #expect(try await fixture.call("describe-item", ["name": "/team/missing"], token: token).status == 404)
        #expect(try await fixture.call("delete-item", ["name": "/team/a"], token: token).status == 401)
        #expect(try await fixture.call("get-secret-value", ["names": ["/shared/c"]], token: token).status == 401)
        #expect(try await fixture.call("describe-item", ["name": "/shared/c"], token: token).status == 200)
    }

    @Test func listsAreFilteredSilently() async throws {
        let (fixture, token) = try await fixture()
        let flat = try await fixture.call("list-items", token: token)
        #expect(flat["items"]?.elements?.map { $0["item_name"] } == ["/shared/c", "/team/a"])
        let root = try await fixture.call("list-items", ["path": "/"], token: token)
        #expect(root["folders"] == ["/shared/", "/team/"])
        let other = try await fixture.call("list-items", ["path": "/other"], token: token)
        #expect(other.status == 200)
        #expect(other["items"] == .null)
    }

    @Test func filteredListsStillFillTheirPages() async throws {
        let reader = GatewayIdentity(
            accessID: "p-x", accessKey: Secret("k"),
            rules: [AccessRule(path: "/n/*5", capabilities: [.list])])
        let paged = try await GatewayFixture {
            $0.pageSize = 2
            $0.identities?.append(reader)
        }
        for number in 0..<40 { try await paged.create("/n/\(number)") }
        let token = try await paged.logIn("p-x", "k")
        let first = try await paged.call("list-items", ["path": "/n"], token: token)
        #expect(first["items"]?.elements?.map { $0["item_name"] } == ["/n/15", "/n/25"])
        let next = try #require(first["next_page"])
        let second = try await paged.call("list-items", ["path": "/n", "pagination-token": next], token: token)
        #expect(second["items"]?.elements?.map { $0["item_name"] } == ["/n/35", "/n/5"])
        #expect(second["next_page"] == "")
    }

    @Test func renamingNeedsRightsOnBothNames() async throws {
        let (fixture, token) = try await fixture()
        let reply = try await fixture.call("update-item", ["name": "/team/a", "new-name": "/other/a"], token: token)
        #expect(reply.status == 401)
        #expect(try await fixture.value("/team/a") == "value")
    }

    @Test func permissionsAreThoseOfTheCaller() async throws {
        let (fixture, token) = try await fixture()
        let item = try await fixture.call("describe-item", ["name": "/shared/c"], token: token)
        #expect(item["client_permissions"] == ["list"])
    }
}
