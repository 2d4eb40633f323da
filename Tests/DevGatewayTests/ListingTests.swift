import GRDB
import Testing

@testable import DevGateway

@Suite struct ListingTests {
    private func names(_ reply: Reply) -> [String] {
        reply["items"]?.elements?.compactMap { $0["item_name"]?.text } ?? []
    }

    private func folders(_ reply: Reply) -> [String] {
        reply["folders"]?.elements?.compactMap(\.text) ?? []
    }

    private func filled(_ configure: (inout GatewayConfiguration) -> Void = { _ in }) async throws -> GatewayFixture {
        let fixture = try await GatewayFixture(configure)
        for name in ["/root", "/app/a", "/app/b", "/app/prod/c", "/app/prod/deep/d", "/apple/e"] {
            try await fixture.create(name)
        }
        return fixture
    }

    @Test(arguments: ["/app", "app/", "/app/"])
    func aPathListsOneLevel(path: String) async throws {
        let reply = try await filled().call("list-items", ["path": .string(path)])
        #expect(names(reply) == ["/app/a", "/app/b"])
        #expect(folders(reply) == ["/app/prod/"])
        #expect(reply["next_page"] == "")
        #expect(reply["has_next"] == false)
    }

    @Test func theRootIsAFolder() async throws {
        let reply = try await filled().call("list-items", ["path": "/"])
        #expect(names(reply) == ["/root"])
        #expect(folders(reply) == ["/app/", "/apple/"])
    }

    @Test(arguments: ["\u{301}x", "x\u{600}", "\u{200D}x"])
    func aNameThatJoinsASlashStandsInItsOwnFolder(name: String) async throws {
        let fixture = try await GatewayFixture()
        for path in ["/app/\(name)", "/app/\(name)f/a", "/app/other"] { try await fixture.create(path) }
        let reply = try await fixture.call("list-items", ["path": "/app"])
        #expect(Set(names(reply)) == ["/app/\(name)", "/app/other"])
        #expect(folders(reply) == ["/app/\(name)f/"])
        let inner = try await fixture.call("list-items", ["path": .string("/app/\(name)f")])
        #expect(names(inner) == ["/app/\(name)f/a"])
    }

    @Test func currentFolderLeavesSubfoldersOut() async throws {
        let reply = try await filled().call("list-items", ["path": "/app", "current-folder": true])
        #expect(names(reply) == ["/app/a", "/app/b"])
        #expect(reply["folders"] == .null)
    }

    @Test func withoutAPathTheListIsFlat() async throws {
        let reply = try await filled().call("list-items")
        #expect(names(reply).count == 6)
        #expect(reply["folders"] == .null)
    }

    @Test func anUnknownFolderIsEmptyAndNotMissing() async throws {
        let reply = try await filled().call("list-items", ["path": "/nowhere"])
        #expect(reply.status == 200)
        #expect(reply.json == ["items": nil, "folders": nil, "next_page": "", "has_next": false])
    }

    @Test func deeperItemsAreMixedInBehindASwitch() async throws {
        let fixture = try await filled { $0.guesses.pathListsOneLevel = false }
        let mixed = try await fixture.call("list-items", ["path": "/app"])
        #expect(names(mixed) == ["/app/a", "/app/b", "/app/prod/c", "/app/prod/deep/d"])
        let current = try await fixture.call("list-items", ["path": "/app", "current-folder": true])
        #expect(names(current) == ["/app/a", "/app/b"])
    }

    @Test func filtersNarrowTheList() async throws {
        let fixture = try await filled()
        #expect(names(try await fixture.call("list-items", ["filter": "prod"])) == ["/app/prod/c", "/app/prod/deep/d"])
        fixture.clock.advance(by: 100)
        try await fixture.call("update-item", ["name": "/app/a", "add-tag": ["mine"]])
        #expect(names(try await fixture.call("list-items", ["tag": "mine"])) == ["/app/a"])
        #expect(names(try await fixture.call("list-items", ["tag": "min"])).isEmpty)
        let since = JSON.integer(GatewayFixture.start + 100)
        #expect(names(try await fixture.call("list-items", ["modified-after": since])) == ["/app/a"])
        #expect(names(try await fixture.call("list-items", ["type": ["static-secret"]])).count == 6)
        #expect(names(try await fixture.call("list-items", ["type": ["dynamic-secret"]])).isEmpty)
    }

    @Test func aMinimalViewKeepsTheNames() async throws {
        let reply = try await filled().call("list-items", ["path": "/app", "minimal-view": true])
        let first = try #require(reply["items"]?.elements?.first)
        #expect(first["item_name"] == "/app/a")
        #expect(first["item_type"] == "STATIC_SECRET")
        #expect(first["item_tags"] == nil)
    }

    @Test(arguments: [(GatewayConfiguration.PageEnding.emptyToken, 3), (.emptyPage, 4)])
    func pagesFollowEachOtherUntilTheirEnding(ending: GatewayConfiguration.PageEnding, pages: Int) async throws {
        let fixture = try await filled {
            $0.pageSize = 2
            $0.pageEnding = ending
        }
        var collected: [String] = []
        var token = ""
        var count = 0
        repeat {
            let reply = try await fixture.call("list-items", ["pagination-token": .string(token)])
            count += 1
            collected += names(reply)
            if count == 4 { #expect(reply.json == [:]) }
            token = reply["next_page"]?.text ?? ""
        } while !token.isEmpty
        #expect(count == pages)
        #expect(collected == collected.sorted() && collected.count == 6)
    }

    @Test func foldersComeWithTheFirstPageOnly() async throws {
        let fixture = try await filled { $0.pageSize = 1 }
        let first = try await fixture.call("list-items", ["path": "/app"])
        #expect(folders(first) == ["/app/prod/"])
        let token = try #require(first["next_page"])
        let second = try await fixture.call("list-items", ["path": "/app", "pagination-token": token])
        #expect(names(second) == ["/app/b"])
        #expect(second["folders"] == .null)
    }

    @Test func everythingComesAtOnceBehindASwitch() async throws {
        let fixture = try await filled {
            $0.pageSize = 2
            $0.guesses.autoPaginationKeepsPages = false
        }
        #expect(names(try await fixture.call("list-items", ["auto-pagination": "enabled"])).count == 6)
        #expect(names(try await fixture.call("list-items", ["auto-pagination": "disabled"])).count == 2)
    }

    @Test(arguments: [
        ListQuery(after: "/b"), ListQuery(scope: .folder(7), after: "/a/b"),
        ListQuery(scope: .below("/a/"), after: "/a/b"),
        ListQuery(scope: .folder(7), filter: "x", tag: "y", types: ["z"]),
    ])
    func pagesAreFoundThroughAnIndexInOrder(query: ListQuery) async throws {
        let fixture = try await GatewayFixture()
        let plan = try await fixture.gateway.store.perform(writing: false) { tables in
            let (sql, arguments) = query.statement
            return try tables.rows("EXPLAIN QUERY PLAN " + sql, arguments) { $0["detail"] as String }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH item USING INDEX") })
        #expect(!plan.contains { $0.hasPrefix("USE TEMP B-TREE") })
    }

    @Test func aForeignPaginationTokenIsRefused() async throws {
        let reply = try await filled().call("list-items", ["pagination-token": "zz"])
        #expect(reply.status == 400)
    }

    @Test func anItemAndAFolderMayShareAName() async throws {
        let fixture = try await filled()
        try await fixture.create("/app/prod")
        let reply = try await fixture.call("list-items", ["path": "/app"])
        #expect(names(reply) == ["/app/a", "/app/b", "/app/prod"])
        #expect(folders(reply) == ["/app/prod/"])
    }

    @Test func foldersVanishWithTheirLastItem() async throws {
        let fixture = try await filled()
        try await fixture.call("delete-item", ["name": "/app/prod/deep/d"])
        #expect(folders(try await fixture.call("list-items", ["path": "/app/prod"])).isEmpty)
        try await fixture.call("delete-item", ["name": "/app/prod/c"])
        #expect(folders(try await fixture.call("list-items", ["path": "/app"])).isEmpty)
    }
}
