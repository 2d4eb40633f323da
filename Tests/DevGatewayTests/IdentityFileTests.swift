import SyncModel
import Testing

@testable import DevGateway

@Suite struct IdentityFileTests {
    private static let text = """
        {"identities": [
          {"access_id": "p-admin", "access_key": "admin-key"},
          {"access_id": "p-ci", "access_key": "ci-key", "uid_tokens": ["u-ci"], "session_seconds": 120,
           "rules": [{"path": "/airflow/*", "capabilities": ["read", "list"]}],
           "logins": [
             {"type": "jwt", "keys": [{"algorithm": "HS256", "secret": "s"}], "bound_claims": {"sub": ["ci"]}},
             {"type": "k8s", "tokens": ["sa-token"], "config_name": "cluster"},
             {"type": "aws_iam", "access_key_id": "AKID", "secret_access_key": "s"}]}],
         "dynamic_secrets": {"/dynamic/db": {"id": "tmp.x", "user": "u", "password": "p", "ttl_in_minutes": "60"}},
         "rotated_secrets": {"/rotated/db": {"username": "r", "password": "q"}}}
        """

    private func fixture() async throws -> GatewayFixture {
        let file = try IdentityFile(text: Self.text, name: "identities.json")
        return try await GatewayFixture {
            $0.identities?.append(contentsOf: file.identities)
            $0.providedSecrets = file.providedSecrets
        }
    }

    @Test func identitiesLogInWithTheirRulesAndLifetimes() async throws {
        let fixture = try await fixture()
        try await fixture.create("/airflow/a")
        try await fixture.create("/other/b")
        _ = try await fixture.logIn("p-admin", "admin-key")
        let token = try await fixture.logIn("p-ci", "ci-key")
        let list = try await fixture.call("list-items", token: token)
        #expect(list["items"]?.elements?.map { $0["item_name"] } == ["/airflow/a"])
        #expect(try await fixture.call("validate-token", token: token)["ttl"] == 120)
        #expect(try await fixture.call("list-items", token: "u-ci").status == 200)
        let login = try await fixture.raw(
            "POST", "/auth",
            [
                "access-id": "p-ci", "access-type": "k8s", "k8s-auth-config-name": "cluster",
                "k8s-service-account-token": "sa-token",
            ])
        #expect(login.status == 200)
    }

    @Test func providedSecretsAreDescribedListedAndRead() async throws {
        let fixture = try await fixture()
        #expect(try await fixture.describe("/dynamic/db")["item_type"] == "DYNAMIC_SECRET")
        let types: JSON = ["type": ["rotated-secret", "dynamic-secret"]]
        #expect(try await fixture.call("list-items", types)["items"]?.elements?.count == 2)
        let dynamic = try await fixture.call("get-dynamic-secret-value", ["name": "dynamic/db", "timeout": 15])
        #expect(dynamic["ttl_in_minutes"] == "60")
        for names in ["/rotated/db", ["/rotated/db"]] as [JSON] {
            let rotated = try await fixture.call("get-rotated-secret-value", ["names": names])
            #expect(rotated.json == ["value": ["username": "r", "password": "q"]])
        }
        let newer = try await fixture.call("rotated-secret-get-value", ["name": "/rotated/db"])
        #expect(newer["value"]?["username"] == "r")
    }

    @Test func aValueIsOnlyReadByTheCommandOfItsType() async throws {
        let fixture = try await fixture()
        try await fixture.create("/static")
        #expect(try await fixture.call("get-secret-value", ["names": ["/dynamic/db"]]).status == 400)
        #expect(try await fixture.call("get-dynamic-secret-value", ["name": "/rotated/db"]).status == 400)
        #expect(try await fixture.call("get-rotated-secret-value", ["names": "/static"]).status == 400)
        #expect(try await fixture.call("get-rotated-secret-value", ["names": "/none"]).status == 404)
        #expect(try await fixture.call("update-secret-val", ["name": "/dynamic/db", "value": "v"]).status == 400)
    }

    @Test(arguments: [
        ("{", "not JSON"), ("[]", "the file must be an object"), (#"{"identity": []}"#, "unknown member identity"),
        (#"{"identities": [{}]}"#, "identities[0] in the file needs access_id"),
        (#"{"identities": [{"access_id": "p", "rules": [{"path": "/x", "capabilities": ["write"]}]}]}"#, "write"),
        (#"{"identities": [{"access_id": "p", "logins": [{"type": "ldap"}]}]}"#, "unknown login type ldap"),
        (#"{"identities": [{"access_id": "p"}, {"access_id": "p"}]}"#, "appears twice"),
        (#"{"identities": [{"access_id": "p", "logins": [{"type": "cert", "authorities": "x"}]}]}"#, "cannot be read"),
        (
            #"{"identities": [{"access_id": "p", "logins": [{"type": "jwt", "keys": [{"algorithm": "none"}]}]}]}"#,
            "unknown algorithm"
        ), (#"{"identities": [{"access_id": "p", "acess_key": "hidden"}]}"#, "unknown member acess_key"),
    ])
    func whatIsWrongIsToldWithItsPlace(text: String, part: String) {
        let error = #expect(throws: GatewayError.self) { try IdentityFile(text: text, name: "identities.json") }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.reason.contains(part) == true, "\(error?.reason ?? "")")
        #expect(error?.reason.contains("hidden") == false)
    }

    @Test func aMissingFileIsTold() {
        let error = #expect(throws: GatewayError.self) { try IdentityFile(path: "/no/such/file.json") }
        #expect(error?.code == .invalidConfiguration)
    }
}
