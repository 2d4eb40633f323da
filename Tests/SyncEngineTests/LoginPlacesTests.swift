import SyncModel
import Testing

@testable import SyncEngine

@Suite struct AkeylessVariablesTests {
    private func login(_ variables: [String: String]) -> [String: String]? {
        AkeylessVariables(variables: variables).login().map { given in
            Dictionary(given.map { ($0.name, $0.value.reveal()) }, uniquingKeysWith: { first, _ in first })
        }
    }

    @Test func theTypeIsTheOneThatIsComplete() {
        #expect(
            login(["AKEYLESS_ACCESS_ID": "p", "AKEYLESS_ACCESS_KEY": "k", "AKEYLESS_TOKEN": "t"])?["access_type"]
                == "api_key")
        #expect(login(["AKEYLESS_UID_TOKEN": "u-1"]) == ["access_type": "uid", "uid_token": "u-1"])
        #expect(
            login(["AKEYLESS_ACCESS_ID": "p", "AKEYLESS_AUTH_JWT": "a.b.c"])
                == ["access_type": "jwt", "access_id": "p", "jwt": "a.b.c"])
        #expect(login(["AKEYLESS_AUTH_TOKEN": "t-1"]) == ["access_type": "token", "token": "t-1"])
    }

    @Test func aNamedTypeTakesOnlyWhatItUses() {
        let variables = [
            "AKEYLESS_ACCESS_TYPE": "aws_iam", "AKEYLESS_ACCESS_ID": "p", "AKEYLESS_ACCESS_KEY": "k",
            "AKEYLESS_UID_TOKEN": "u-1",
        ]
        #expect(login(variables) == ["access_type": "aws_iam", "access_id": "p"])
    }

    @Test func anIDAloneOrEmptyVariablesAreNoLogin() {
        #expect(login(["AKEYLESS_ACCESS_ID": "p"]) == nil)
        #expect(login(["AKEYLESS_ACCESS_ID": "p", "AKEYLESS_ACCESS_KEY": ""]) == nil)
        #expect(login([:]) == nil)
    }

    @Test func theCommandLinesOwnVariableForTheAddressGoesFirst() {
        let variables = ["AKEYLESS_URL": "c", "AKEYLESS_GATEWAY": "b", "AKEYLESS_GATEWAY_URL": "a"]
        #expect(AkeylessVariables(variables: variables).address?.url == "a")
        #expect(AkeylessVariables(variables: ["AKEYLESS_GATEWAY": "b"]).address?.url == "b")
        #expect(AkeylessVariables(variables: [:]).address == nil)
    }
}

@Suite struct SimpleTOMLTests {
    private let text = """
        default_profile = 'work' # comment
        top = 3

        ["work"]
        access_id = "p-1"   # comment
        quoted = "a \\"b\\" \\\\ # c"
        plain = true # yes
        'literal' = 'C:\\x'

        [other]
        access_id = "p-2"
        """

    @Test func valuesAreThoseOfTheirSection() {
        #expect(SimpleTOML.values(text, section: nil) == ["default_profile": "work", "top": "3"])
        #expect(SimpleTOML.values(text, section: "other") == ["access_id": "p-2"])
        #expect(SimpleTOML.values(text, section: "missing") == nil)
        #expect(
            SimpleTOML.values(text, section: "work")
                == ["access_id": "p-1", "quoted": #"a "b" \ # c"#, "plain": "true", "literal": #"C:\x"#])
    }
}
