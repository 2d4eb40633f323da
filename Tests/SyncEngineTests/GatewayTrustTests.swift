import Declarations
import SyncEngine
import Testing

@Suite struct GatewayTrustTests {
    private let nobody = GatewayTrust(namedHosts: [], last: nil)

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
        #expect(GatewayTrust(namedHosts: ["gw.example.com"], last: nil).isTrusted(address))
        #expect(GatewayTrust(namedHosts: ["gw.example.com:8000"], last: nil).isTrusted(address))
        #expect(!GatewayTrust(namedHosts: ["gw.example.com:9000"], last: nil).isTrusted(address))
    }

    @Test func theHostOfTheLastApplyIsTrusted() throws {
        let address = try GatewayAddress("https://gw.example.com:8000/api/v2")
        #expect(try after("https://gw.example.com:8000").isTrusted(address))
        #expect(try after("https://gw.example.com").isTrusted(address))
        #expect(try !after("https://gw.example.com:9000").isTrusted(address))
        #expect(try !after("https://other.example.com").isTrusted(address))
    }

    private func after(_ url: String) throws -> GatewayTrust {
        GatewayTrust(namedHosts: [], last: try GatewayAddress(url))
    }

    /// A commit that drops the `s` of `https` lets everyone on the way read what is sent.
    @Test(arguments: [
        ("https://api.akeyless.io", "http://api.akeyless.io"), ("https://gw.example.com", "http://gw.example.com"),
        ("https://gw.example.com", "http://gw.example.com:8080"),
        ("https://gw.example.com:8000", "http://gw.example.com:8000"),
    ])
    func theHostOfTheLastApplyIsNotTrustedWithoutEncryption(last: String, url: String) throws {
        let (address, trust) = (try GatewayAddress(url), try after(last))
        #expect(!trust.isTrusted(address) && trust.givesUpEncryption(address))
        #expect(GatewayTrust(namedHosts: [address.host], last: trust.last).isTrusted(address))
        #expect(try after(url).isTrusted(address))
    }
}
