import AkeylessWire
import SyncModel
import Testing

/// Answers as the service and its documentation give them, not as our own gateway does.
@Suite struct RecordedAnswersTests {
    private func decode<Answer: WireAnswer>(_ type: Answer.Type, _ text: String) throws -> Answer {
        try Answer(json: Array(text.utf8))
    }

    @Test func aLoginIsRead() throws {
        let answer = try decode(
            AuthAnswer.self,
            """
            {"token": "t-8d1f0c", "expiration": "2026-08-20 10:15:00 +0000 UTC", "complete_auth_link": "",
             "creds": {"access_id": "p-abc123", "token": "t-8d1f0c", "auth_creds": "x", "expiry": 1787134500,
                       "sub_claims": {"email": ["a@example.test"]}, "need_mfa_app_first_config": false}}
            """)
        #expect(answer.token == Secret("t-8d1f0c"))
        #expect(answer.expirySeconds == 1_787_134_500)
        #expect(answer.expiration == "2026-08-20 10:15:00 +0000 UTC")
    }

    @Test(arguments: [
        #"{"token":"t-1"}"#, #"{"token":"t-1","creds":null,"expiration":null}"#, #"{"token":"t-1","creds":{}}"#,
    ])
    func aLoginMayLackEverythingButTheToken(text: String) throws {
        let answer = try decode(AuthAnswer.self, text)
        #expect(answer.token == Secret("t-1"))
        #expect(answer.expirySeconds == nil)
    }

    @Test func anItemIsRead() throws {
        let item = try decode(
            Item.self,
            """
            {"item_id": 123456, "display_id": "ab12cd34-ef56", "item_name": "/app/db", "item_type": "STATIC_SECRET",
             "item_sub_type": "generic", "item_metadata": "db password", "item_tags": ["team-a"], "item_size": 6,
             "item_state": "Enabled", "is_enabled": true, "last_version": 3, "item_accessibility": 0,
             "delete_protection": true, "protection_key_name": "/__account-def-secrets-key__",
             "with_customer_fragment": false, "creation_date": "2026-05-01T08:00:00Z",
             "modification_date": "2026-06-01T09:30:00Z", "client_permissions": ["read", "create"],
             "item_versions": [{"version": 1, "creation_date": "2026-05-01T08:00:00Z", "item_version_state": "Enabled"}],
             "gateway_details": null, "public_value": "", "item_targets_assoc": {"surprise": [1, {"a": null}]},
             "item_general_info": {"static_secret_info": {"format": "json", "max_versions": 20}}}
            """)
        #expect(item.name == "/app/db")
        #expect(item.id == 123_456)
        #expect(item.isStaticSecret)
        #expect(item.subType == "generic")
        #expect(item.description == "db password")
        #expect(item.tags == ["team-a"])
        #expect(item.size == 6)
        #expect(item.isEnabled)
        #expect(item.isDeleteProtected)
        #expect(item.lastVersion == 3)
        #expect(item.modificationDate == "2026-06-01T09:30:00Z")
        #expect(item.permissions == ["read", "create"])
        #expect(item.format == "json")
        #expect(item.versions.map(\.number) == [1])
    }

    @Test(arguments: [
        #"{"item_name":"/a","item_tags":null,"item_metadata":null,"item_general_info":null,"item_state":null}"#,
        #"{"item_name":"a"}"#,
        #"{"item_name":"/a","is_enabled":"true","last_version":"0","delete_protection":"false"}"#,
    ])
    func anItemMayLackEverythingButTheName(text: String) throws {
        let item = try decode(Item.self, text)
        #expect(item.name == "/a")
        #expect(item.isEnabled)
        #expect(!item.isDeleteProtected)
        #expect(item.tags.isEmpty)
        #expect(item.permissions == nil)
    }

    @Test(arguments: ["STATIC_SECRET", "static-secret", "Static_Secret"])
    func typesAreComparedInOneSpelling(type: String) throws {
        #expect(try decode(Item.self, #"{"item_name":"/a","item_type":"\#(type)"}"#).isStaticSecret)
    }

    @Test(arguments: [#"{"item_name":"/a","item_state":"Disabled"}"#, #"{"item_name":"/a","is_enabled":false}"#])
    func aDisabledItemIsSeen(text: String) throws {
        #expect(try !decode(Item.self, text).isEnabled)
    }

    @Test func aPageIsRead() throws {
        let page = try decode(
            ItemPage.self,
            #"{"items":[{"item_name":"/app/a"}],"folders":["/app/prod/"],"next_page":"abc","has_next":true,"x":[[]]}"#)
        #expect(page.items.map(\.name) == ["/app/a"])
        #expect(page.folders == ["/app/prod/"])
        #expect(page.nextPage == "abc")
    }

    @Test(arguments: ["{}", #"{"items":null,"folders":null,"next_page":""}"#, #"{"items":[],"folders":[]}"#])
    func emptyPagesAreEmpty(text: String) throws {
        let page = try decode(ItemPage.self, text)
        #expect(page.isEmpty)
        #expect(page.nextPage == nil)
    }

    @Test func valuesAreRead() throws {
        let values = try decode(SecretValues.self, #"{"/app/db":"s3cret","/app/api":"{\"k\":1}"}"#)
        #expect(values.value(for: "/app/db") == Secret("s3cret"))
        #expect(values.value(for: "app/api") == Secret(#"{"k":1}"#))
        #expect(values.value(for: "/app") == nil)
    }

    @Test(
        arguments: [
            (
                "failed to get item: Desc: Failed to get item. Status 404 Not Found, Error: NotFound. Message: x",
                "NotFound"
            ),
            ("Desc: a, Error: Desc: b. Status 400 Bad Request, Error: InvalidType. Message: y", "InvalidType"),
            ("InvalidParam", "InvalidParam"), ("internal server error", nil), ("unknown command 'x'", nil), ("", nil),
        ] as [(String, String?)])
    func theCodeIsTakenFromTheExplanation(text: String, code: String?) throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.string(text)
        writer.endObject()
        let body = try #require(ErrorBody(json: writer.bytes + Array("\n".utf8)))
        #expect(body.text == text)
        #expect(body.code == code)
    }

    @Test(arguments: ["", "{}", "null", "[]", #"{"error":1}"#, #"{"message":"x"}"#, "<html>", #"{"error":"x""#])
    func otherBodiesExplainNothing(text: String) {
        #expect(ErrorBody(json: Array(text.utf8)) == nil)
    }
}
