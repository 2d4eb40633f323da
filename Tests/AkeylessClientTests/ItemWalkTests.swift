import AkeylessClient
import AkeylessWire
import SyncModel
import Testing

@Suite struct ItemWalkTests {
    private static let date = HTTPHeader("Date", "Tue, 01 Sep 2026 10:00:00 GMT")

    /// How a server ends a listing.
    enum Ending: CaseIterable, Sendable { case emptyToken, emptyObject, nullPage, repeatedToken }

    private static func page(_ names: [String], folders: [String] = [], next: String = "") -> TransportResponse {
        let items = names.map { #"{"item_name":"\#($0)","item_type":"STATIC_SECRET","item_id":1}"# }
        let quoted = folders.map { "\"\($0)\"" }
        return .json(
            #"{"items":\#(names.isEmpty ? "null" : "[" + items.joined(separator: ",") + "]"),"#
                + #""folders":\#(folders.isEmpty ? "null" : "[" + quoted.joined(separator: ",") + "]"),"next_page":"\#(next)"}"#,
            headers: [date])
    }

    @Test(arguments: Ending.allCases)
    func everyEndOfAListingIsUnderstood(ending: Ending) async throws {
        let test = try TestClient.loggedIn { request in
            switch (request[.paginationToken], ending) {
            case (nil, _): Self.page(["/f/a", "/f/b"], next: "one")
            case ("one", .emptyToken): Self.page(["/f/b", "/f/c"])
            case ("one", _): Self.page(["/f/b", "/f/c"], next: ending == .repeatedToken ? "one" : "two")
            case (_, .emptyObject): .json("{}", headers: [Self.date])
            default: Self.page([], next: "three")
            }
        }
        let listing = try await ItemWalk(client: test.client, prefixes: ["/f/"]).run()
        #expect(listing.items.map(\.item.name) == ["/f/a", "/f/b", "/f/c"])
        #expect(listing.items.allSatisfy { $0.answeredAt == loginTime })
        #expect(listing.earliestAnswer == loginTime)
        #expect(test.transport.requests(.listItems).count <= 3)
    }

    @Test func anEmptyFolderHasNoRows() async throws {
        let test = try TestClient.loggedIn { _ in .json(#"{"items":null,"folders":null,"next_page":""}"#) }
        let listing = try await ItemWalk(client: test.client, prefixes: ["/f/"]).run()
        #expect(listing.items.isEmpty)
        #expect(listing.folders == ["/f/": 0])
        #expect(listing.earliestAnswer == nil)
    }

    @Test func aPrefixNeedNotEndAtAFolder() async throws {
        let test = try TestClient.loggedIn { request in
            switch request[.path] {
            case "/airflow/":
                Self.page(
                    ["/airflow/connections--a", "/airflow/variables--b", "/airflow/connections"],
                    folders: ["/airflow/connections--x/", "/airflow/variables--y/", "/airflow/connections/"])
            case "/airflow/connections--x/": Self.page(["/airflow/connections--x/deep"])
            default: Self.page(["/unasked"])
            }
        }
        let listing = try await ItemWalk(client: test.client, prefixes: ["/airflow/connections--"]).run()
        #expect(listing.items.map(\.item.name) == ["/airflow/connections--a", "/airflow/connections--x/deep"])
        #expect(listing.folders == ["/airflow/": 3, "/airflow/connections--x/": 1])
    }

    @Test func aNameThatBeginsWithAnAccentIsSeen() async throws {
        let test = try TestClient.loggedIn { request in
            switch request[.path] {
            case "/a/": Self.page(["/a/\u{301}x", "/a/\u{200D}y"], folders: ["/a/\u{301}b/"])
            case "/a/\u{301}b/": Self.page(["/a/\u{301}b/\u{301}z"])
            default: Self.page(["/unasked"])
            }
        }
        for prefix in ["/a/", "/a/\u{301}"] {
            let listing = try await ItemWalk(client: test.client, prefixes: [prefix]).run()
            #expect(listing.items.contains { ItemPath($0.item.name) == ItemPath("/a/\u{301}x") })
            #expect(listing.items.contains { ItemPath($0.item.name) == ItemPath("/a/\u{301}b/\u{301}z") })
            #expect(!listing.items.contains { $0.item.name == "/unasked" })
        }
    }

    @Test func overlappingPrefixesListEveryFolderOnce() async throws {
        let test = try TestClient.loggedIn { request in
            switch request[.path] {
            case "/a/": Self.page(["/a/1"], folders: ["/a/b", "/a/c/"])
            case "/a/b/": Self.page(["/a/b/1"], folders: ["/a/b/d/"])
            default: Self.page([(request[.path] ?? "") + "1"])
            }
        }
        let prefixes = ["/a/", "/a/b/", "/a/b/d/", "/a/", "a/c/"]
        let listing = try await ItemWalk(client: test.client, prefixes: prefixes).run()
        #expect(listing.items.map(\.item.name) == ["/a/1", "/a/b/1", "/a/b/d/1", "/a/c/1"])
        #expect(
            test.transport.requests(.listItems).compactMap { $0[.path] }.sorted() == [
                "/a/", "/a/b/", "/a/b/d/", "/a/c/",
            ])
    }

    @Test func serversThatMixInDeeperItemsAreUnderstood() async throws {
        let test = try TestClient.loggedIn { request in
            request[.path] == "/a/"
                ? Self.page(["/a/1", "/a/b/2", "/other/3"], folders: ["/a/b/"]) : Self.page(["/a/b/2"])
        }
        let listing = try await ItemWalk(client: test.client, prefixes: ["/a/"]).run()
        #expect(listing.items.map(\.item.name) == ["/a/1", "/a/b/2"])
    }

    @Test(arguments: [#"{"error":"x"}"#, "<html>", #"{"items":{}}"#, "[]", #"{"items":[{"item_id":1}]}"#])
    func whatIsNotAListingIsNotAnEmptyOne(body: String) async throws {
        let test = try TestClient.loggedIn { _ in .json(body) }
        let error = await akeylessError { _ = try await ItemWalk(client: test.client, prefixes: ["/a/"]).run() }
        #expect(error?.kind == .garbage)
    }

    @Test func aFailingFolderFailsTheWalk() async throws {
        let test = try TestClient.loggedIn { request in
            request[.path] == "/a/" ? Self.page(["/a/1"], folders: ["/a/b/"]) : .failure(400, "no")
        }
        let error = await akeylessError { _ = try await ItemWalk(client: test.client, prefixes: ["/a/"]).run() }
        #expect(error?.subject == "/a/b/")
    }
}
