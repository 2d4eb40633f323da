import Declarations
import SyncEngine
import Testing

@Suite struct GatewayTrustTests {
    private let nobody = GatewayTrust(namedHosts: [], lastHost: nil)

    @Test(arguments: [
        "https://api.akeyless.io", "https://api.eu.akeyless.io/v2", "http://127.0.0.1:8080",
        "http://localhost:1/api/v2",
        "http://[::1]:9",
    ])
    func akeylessItselfAndThisMachineAreTrusted(url: String) throws {
        #expect(nobody.isTrusted(try GatewayAddress(url)))
    }

    @Test(arguments: [
        "http://api.akeyless.io", "https://akeyless.io.evil.example", "https://evilakeyless.io",
        "https://gw.example.com",
        "http://127.0.0.1.evil.example", "http://127.evil", "https://localhost.evil.example",
    ])
    func anyOtherHostIsNot(url: String) throws {
        #expect(!nobody.isTrusted(try GatewayAddress(url)))
    }

    @Test(arguments: ["", "gw.example.com", "ftp://gw", "https://user@gw", "https://", "https://a b", "https://h:port"])
    func whatIsNoAddressIsRefused(url: String) {
        #expect(throws: GatewayAddress.Problem.self) { try GatewayAddress(url) }
    }

    @Test func aNamedHostIsTrustedWithAndWithoutPort() throws {
        let address = try GatewayAddress("https://GW.example.com:8000/api/v2")
        #expect(GatewayTrust(namedHosts: ["gw.example.com"], lastHost: nil).isTrusted(address))
        #expect(GatewayTrust(namedHosts: ["gw.example.com:8000"], lastHost: nil).isTrusted(address))
        #expect(!GatewayTrust(namedHosts: ["gw.example.com:9000"], lastHost: nil).isTrusted(address))
    }

    @Test func theHostOfTheLastApplyIsTrusted() throws {
        let address = try GatewayAddress("https://gw.example.com:8000/api/v2")
        #expect(GatewayTrust(namedHosts: [], lastHost: "gw.example.com:8000").isTrusted(address))
        #expect(!GatewayTrust(namedHosts: [], lastHost: "other.example.com").isTrusted(address))
    }
}
