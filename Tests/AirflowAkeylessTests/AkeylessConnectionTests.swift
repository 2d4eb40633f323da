import AirflowAkeyless
import AirflowModel
import AkeylessClient
import SyncModel
import Testing

@Suite struct AkeylessConnectionTests {
    private func read(_ json: String) throws -> AkeylessConnection {
        try AkeylessConnection(try #require(try ConnectionJSON.parse(json).connection))
    }

    @Test func hostLoginAndPasswordAreAddressIdAndKey() throws {
        let read = try read(#"{"conn_type":"akeyless","host":"gw.example.com","login":"p-1","password":"k"}"#)
        #expect(read.address == "https://gw.example.com")
        #expect(read.fields == ["access_id": Secret("p-1"), "access_key": Secret("k")])
        #expect(read.notes.isEmpty)
    }

    @Test func extraHoldsTheRestByTheNamesOfTheProvider() throws {
        let read = try read(
            #"{"conn_type":"akeyless","login":"p-1","extra":{"access_type":"k8s","k8s_auth_config_name":"c","x":null,"#
                + #""uid_exchange":false,"api_url":"http://127.0.0.1:8080"}}"#)
        #expect(read.address == "http://127.0.0.1:8080")
        #expect(
            read.fields == [
                "access_id": Secret("p-1"), "access_type": Secret("k8s"), "k8s_auth_config_name": Secret("c"),
                "uid_exchange": Secret("false"),
            ])
    }

    @Test func asInAirflowTheHostCountsWhereThereAreTwoAddresses() throws {
        let read = try read(#"{"host":"a.example.com","extra":{"api_url":"https://b.example.com"}}"#)
        #expect(read.address == "https://a.example.com")
        #expect(read.notes.count == 1)
        let same = try self.read(#"{"host":"a.example.com","extra":{"api_url":"https://a.example.com"}}"#)
        #expect(same.notes.isEmpty)
    }

    @Test func thePortOfAConnectionIsTakenWithANote() throws {
        let read = try read(#"{"host":"http://127.0.0.1","port":8080}"#)
        #expect(read.address == "http://127.0.0.1:8080")
        #expect(read.notes.count == 1)
        #expect(
            try self.read(#"{"host":"gw.example.com:8000/api/v2","port":1}"#).address
                == "https://gw.example.com:8000/api/v2")
    }

    @Test func namesOfOlderFormsAreUnderstood() throws {
        let fields = try read(#"{"extra":{"extra__akeyless__access_type":"uid","uid_token":"u-1"}}"#).fields
        #expect(fields == ["access_type": Secret("uid"), "uid_token": Secret("u-1")])
    }

    @Test func aURIIsAsGoodAsJSON() throws {
        let fields = ConnectionFields(try ConnectionURI.parse("akeyless://p-1:k@gw.example.com/?access_type=api_key"))
        let read = try AkeylessConnection(try #require(fields.connection))
        #expect(read.address == "https://gw.example.com")
        #expect(read.fields["access_key"] == Secret("k"))
    }

    @Test func anotherTypeOfConnectionIsRefused() {
        let failure = #expect(throws: AkeylessConnectionError.self) {
            try read(#"{"conn_type":"postgres","host":"db","password":"hidden"}"#)
        }
        #expect(failure?.reason == "it is of the type postgres, not akeyless")
    }

    @Test func aHookIsMadeOfAConnection() throws {
        let hook = try AkeylessHook(
            connection: Connection(
                connType: "akeyless", host: "gw.example.com:8000/api/v1",
                login: "p-1", password: Secret("k")))
        #expect(hook.client.gateway.description == "https://gw.example.com:8000/api/v2")
        let other = try AkeylessHook(connection: Connection(login: "p-1", password: Secret("k")))
        #expect(other.client.gateway.host == "api.akeyless.io")
    }

    @Test func aLoginThatIsNotSupportedIsRefusedByNameWithTheListOfThoseThatAre() {
        let failure = #expect(throws: AkeylessConnectionError.self) {
            try AkeylessHook(connection: Connection(login: "p-1", extra: Secret(#"{"access_type":"ldap"}"#)))
        }
        #expect(failure?.description.contains("LDAP") == true)
        #expect(failure?.hint?.contains("api_key, aws_iam, azure_ad, certificate, gcp, jwt, k8s, token, uid") == true)
    }
}
