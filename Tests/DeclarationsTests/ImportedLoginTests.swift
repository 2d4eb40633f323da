import SyncModel
import Testing

@testable import Declarations

@Suite struct ImportedLoginTests {
    private func settings(flags: [SettingKey: String] = [:], variables: [String: String] = [:]) -> Settings {
        Settings.resolve(project: nil, flags: flags, variables: variables).0
    }

    private func login(_ strength: SettingOrigin.Strength, address: String? = "https://conn.example") -> ImportedLogin {
        ImportedLogin(
            strength: strength, origin: .connection(id: "c", place: "variable C", isFromRepository: false),
            fields: ["access_id": Secret("ref+text://p"), "uid_exchange": Secret("false"), "unknown": Secret("x")],
            address: address)
    }

    @Test func aLoginReplacesAnotherAsAWhole() {
        var settings = settings(variables: ["LOCKSTEP_ACCESS_ID": "p-own", "LOCKSTEP_ACCESS_KEY": "k"])
        #expect(settings.namesLogin)
        settings.adopt(login(.flag))
        #expect(settings[.authAccessKey] == nil)
        #expect(settings[.authUIDExchange] == .bool(false))
    }

    @Test func whatLooksLikeAReferenceStaysText() async {
        var settings = settings()
        settings.adopt(login(.flag))
        let (values, problems) = await ReferenceResolution.authentication(settings, resolvers: ReferenceResolvers())
        #expect(values[.authAccessID] == Secret("ref+text://p"))
        #expect(problems.isEmpty)
    }

    @Test func itsAddressCountsByItsStrength() {
        func address(_ strength: SettingOrigin.Strength, _ settings: Settings) -> String? {
            var settings = settings
            settings.adopt(login(strength))
            return settings.text(.gatewayURL)
        }
        let byFlag = settings(flags: [.gatewayURL: "https://flag.example"])
        let byVariable = settings(variables: ["LOCKSTEP_GATEWAY": "https://variable.example"])
        #expect(address(.flag, byFlag) == "https://flag.example")
        #expect(address(.flag, byVariable) == "https://conn.example")
        #expect(address(.variable, byVariable) == "https://variable.example")
        #expect(address(.fallback, byVariable) == "https://variable.example")
        #expect(address(.fallback, settings()) == "https://conn.example")
    }

    @Test func aSettingIsOnlyFilledWhereItIsOpen() {
        var settings = settings(variables: ["LOCKSTEP_ACCESS_ID": "p-own"])
        settings.fill("access_id", Secret("p-other"), .variable("AKEYLESS_ACCESS_ID"))
        settings.fill("access_key", Secret("k"), .variable("AKEYLESS_ACCESS_KEY"))
        #expect(settings[.authAccessID] == .secret(Secret("p-own")))
        #expect(settings[.authAccessKey] == .given(Secret("k")))
        #expect(settings.report.first { $0.key == .authAccessKey }?.value == "<redacted>")
    }
}
