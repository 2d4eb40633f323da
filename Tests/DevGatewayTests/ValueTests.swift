import Testing

@testable import DevGateway

@Suite struct ValueTests {
    @Test func aCreatedSecretIsReadBackUnderTheNameAsSpelled() async throws {
        let fixture = try await GatewayFixture()
        let reply = try await fixture.call("create-secret", ["name": "app//db/", "value": "s3cret ä\n\"x\""])
        #expect(reply["name"] == "/app/db")
        for spelling in ["/app/db", "app/db", "//app/db/"] {
            #expect(try await fixture.value(spelling) == "s3cret ä\n\"x\"")
        }
    }

    @Test func bothSpellingsOfANameMayBeAskedAtOnce() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/x", "1")
        let reply = try await fixture.call("get-secret-value", ["names": ["/x", "x", "/x"]])
        #expect(reply.json == ["/x": "1", "x": "1"])
        #expect(try await fixture.call("get-secret-value", ["names": "/x"]).json == ["/x": "1"])
    }

    @Test func creatingATakenNameIsAConflict() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "first")
        let reply = try await fixture.call("create-secret", ["name": "a", "value": "second"])
        #expect(reply.status == 409)
        #expect(reply.error.contains("already exist"))
        #expect(try await fixture.value("/a") == "first")
    }

    @Test func namesDifferInCase() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "lower")
        try await fixture.create("/A", "upper")
        #expect(try await fixture.value("/a") == "lower")
    }

    @Test func aMissingNameFailsTheWholeRead() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        let reply = try await fixture.call("get-secret-value", ["names": ["/a", "/missing"]])
        #expect(reply.status == 404)
        #expect(
            reply.error == """
                failed to get secret value: Desc: Failed to get item.. Status 404 Not Found, Error: NotFound. \
                Message: account id: acc-development, access id: p-owner. failed to obtain item /missing
                """)
        let lenient = try await GatewayFixture { $0.guesses.oneBadNameFailsTheBatch = false }
        try await lenient.create("/a")
        #expect(try await lenient.call("get-secret-value", ["names": ["/a", "/missing"]]).json == ["/a": "value"])
    }

    @Test func anUpdateReplacesTheNewestVersionInPlace() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "one")
        fixture.clock.advance(by: 10)
        let reply = try await fixture.call("update-secret-val", ["name": "a", "value": "three"])
        #expect(reply.json == ["name": "/a"])
        let item = try await fixture.describe("/a", ["show-versions": true])
        #expect(item["last_version"] == 1)
        #expect(item["item_size"] == 5)
        #expect(item["creation_date"] == "2026-05-01T08:00:00Z")
        #expect(item["modification_date"] == "2026-05-01T08:00:10Z")
        #expect(item["item_versions"]?.elements?.count == 1)
    }

    @Test func keepingThePreviousVersionMakesANewOne() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "one")
        for value in ["two", "three"] {
            try await fixture.call(
                "update-secret-val", ["name": "/a", "value": .string(value), "keep-prev-version": "true"])
        }
        #expect(try await fixture.describe("/a")["last_version"] == 3)
        #expect(try await fixture.call("get-secret-value", ["names": "/a", "version": 1])["/a"] == "one")
        #expect(try await fixture.call("get-secret-value", ["names": "/a", "version": 0])["/a"] == "three")
        #expect(try await fixture.call("get-secret-value", ["names": "/a", "version": 9]).status == 404)
        let last = try await fixture.call("get-secret-value", ["names": "/a", "version": -2])
        #expect(last["/a"] == ["2": "two", "3": "three"])
        #expect(try await fixture.call("get-secret-value", ["names": "/a", "version": -21]).status == 400)
    }

    @Test func theAccountMayKeepVersionsByDefault() async throws {
        let fixture = try await GatewayFixture { $0.keepsVersionsByDefault = true }
        try await fixture.create("/a", "one")
        try await fixture.call("update-secret-val", ["name": "/a", "value": "two"])
        #expect(try await fixture.describe("/a")["last_version"] == 2)
        try await fixture.call("update-secret-val", ["name": "/a", "value": "2b", "keep-prev-version": "false"])
        #expect(try await fixture.describe("/a")["last_version"] == 2)
    }

    @Test func versionsAboveTheMaximumArePruned() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "1", ["max-versions": "2"])
        for number in 2...5 {
            try await fixture.call(
                "update-secret-val", ["name": "/a", "value": .string(String(number)), "keep-prev-version": true])
        }
        let item = try await fixture.describe("/a", ["show-versions": true])
        #expect(item["item_versions"]?.elements?.map { $0["version"] } == [5, 4])
        #expect(item["last_version"] == 5)
    }

    @Test func rollingBackMakesANewVersion() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "one")
        for value in ["two", "three"] {
            try await fixture.call(
                "update-secret-val", ["name": "/a", "value": .string(value), "keep-prev-version": "true"])
        }
        let reply = try await fixture.call("rollback-secret", ["name": "/a", "old-version": 1])
        #expect(reply.json == ["name": "/a", "version": 4])
        #expect(try await fixture.value("/a") == "one")
        #expect(try await fixture.call("rollback-secret", ["name": "/a", "old-version": 9]).status == 404)
    }

    @Test func updatingAMissingSecretIsNotFound() async throws {
        let reply = try await GatewayFixture().call("update-secret-val", ["name": "/a", "value": "v"])
        #expect(reply.status == 404)
    }

    @Test(arguments: [(16_384, 200), (16_385, 400)])
    func valuesAreLimited(size: Int, status: Int) async throws {
        let fixture = try await GatewayFixture()
        let value = String(repeating: "ä", count: size / 2) + (size.isMultiple(of: 2) ? "" : "x")
        #expect(try await fixture.call("create-secret", ["name": "/a", "value": .string(value)]).status == status)
        try await fixture.create("/b")
        #expect(try await fixture.call("update-secret-val", ["name": "/b", "value": .string(value)]).status == status)
    }

    @Test(arguments: [
        ("json", "{\"a\":[1]}", 200), ("json", "nope", 400), ("key-value", "{\"a\":\"1\"}", 200),
        ("key-value", "{\"a\":{}}", 400), ("key-value", "[]", 400), ("text", "nope", 200), ("xml", "x", 400),
    ])
    func theFormatValidatesTheValue(format: String, value: String, status: Int) async throws {
        let fixture = try await GatewayFixture()
        let body: JSON = ["name": "/a", "value": .string(value), "format": .string(format)]
        #expect(try await fixture.call("create-secret", body).status == status)
    }

    @Test func aJSONSecretIsTextUnlessParsedAnswersAreAsked() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", #"{"k":1.0}"#, ["format": "json"])
        #expect(try await fixture.value("/a") == #"{"k":1.0}"#)
        let parsed = try await fixture.call("get-secret-value", ["names": ["/a"], "json": true])
        #expect(parsed["/a"] == ["k": .number("1.0")])
    }

    @Test func anUpdateRelabelsTheFormat() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "{}", ["format": "json"])
        try await fixture.call("update-secret-val", ["name": "/a", "value": "{}", "format": "text"])
        let info = try await fixture.describe("/a")["item_general_info"]?["static_secret_info"]
        #expect(info?["format"] == "text")
    }

    @Test func aPasswordSecretFlattensItsFields() async throws {
        let fixture = try await GatewayFixture()
        let reply = try await fixture.call(
            "create-secret",
            ["name": "/p", "type": "password", "username": "u", "password": "p", "custom-field": ["host": "h"]])
        #expect(reply.status == 200)
        #expect(try await fixture.value("/p") == #"{"host":"h","password":"p","username":"u"}"#)
        try await fixture.call("update-secret-val", ["name": "/p", "value": "", "password": "q"])
        #expect(try await fixture.value("/p") == #"{"host":"h","password":"q","username":"u"}"#)
        #expect(try await fixture.describe("/p")["item_sub_type"] == "password")
    }

    @Test func aDisabledItemOrVersionIsNotRead() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "one")
        try await fixture.call("update-secret-val", ["name": "/a", "value": "two", "keep-prev-version": "true"])
        #expect(
            try await fixture.call(
                "set-item-state", ["name": "/a", "desired-state": "Disabled", "version": 1]
            ).json == [:])
        #expect(try await fixture.call("get-secret-value", ["names": "/a", "version": 1]).status == 403)
        #expect(try await fixture.value("/a") == "two")
        try await fixture.call("set-item-state", ["name": "/a", "desired-state": "Disabled", "version": 0])
        #expect(try await fixture.call("get-secret-value", ["names": "/a"]).status == 403)
        #expect(try await fixture.describe("/a")["item_state"] == "Disabled")
    }

    @Test func theLastVersionIsOnlyCheckedBehindASwitch() async throws {
        let update: JSON = ["name": "/a", "value": "v", "last-version": 7]
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        #expect(try await fixture.call("update-secret-val", update).status == 200)
        let strict = try await GatewayFixture { $0.guesses.checksLastVersion = true }
        try await strict.create("/a")
        #expect(try await strict.call("update-secret-val", update).status == 409)
    }
}
