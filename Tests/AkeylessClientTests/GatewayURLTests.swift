import AkeylessClient
import AkeylessWire
import SyncModel
import Testing

@Suite struct GatewayURLTests {
    @Test(arguments: [
        ("https://api.akeyless.io", "https://api.akeyless.io/auth"),
        ("https://api.akeyless.io/", "https://api.akeyless.io/auth"),
        ("https://gw:8000/api/v2", "https://gw:8000/api/v2/auth"),
        ("https://gw:8000/api/v2//", "https://gw:8000/api/v2/auth"),
        ("http://gw:8080/v2/", "http://gw:8080/v2/auth"),
        ("HTTPS://GW.Example:443/v2", "https://gw.example/v2/auth"),
        ("https://gw:8000/api/v1/", "https://gw:8000/api/v2/auth"),
        ("https://gw:8000", "https://gw:8000/api/v2/auth"),
        ("https://gw:8000/", "https://gw:8000/api/v2/auth"),
        ("http://[::1]:8080", "http://[::1]:8080/auth"),
    ])
    func addressAndCommandAreJoinedByOneSlash(text: String, url: String) throws {
        #expect(try GatewayURL(text).url(of: .auth) == url)
    }

    @Test func theOldFormIsRewrittenWithANote() throws {
        #expect(try GatewayURL("https://gw:8000/api/v1").notes.map(\.code) == ["gateway-api-v1"])
        #expect(try GatewayURL("https://gw:8000").notes.map(\.code) == ["gateway-without-path"])
        #expect(try GatewayURL("https://gw:8000/api/v2").notes.isEmpty)
        #expect(try GatewayURL("https://gw:8081").notes.isEmpty)
    }

    @Test(arguments: [
        "gw.example", "ftp://gw", "https://", "https://gw:99999", "https://gw:x", "https://u:p@gw", "https://gw?x=1",
        "https://g w", "https://[::1",
    ])
    func otherTextsAreRefused(text: String) {
        #expect(throws: GatewayURLError.self) { try GatewayURL(text) }
    }
}

@Suite struct ProxySettingsTests {
    private static let settings = try? ProxySettings(
        httpProxy: "plain:3128", httpsProxy: "http://user:p%40ss@secure:3129",
        noProxy: "internal.example, .corp.example,10.0.0.0/8 api.example:8443")

    @Test(
        arguments: [
            ("https://api.akeyless.io", "secure:3129"), ("http://api.akeyless.io", "plain:3128"),
            ("https://internal.example", nil), ("https://x.internal.example", nil),
            ("https://notinternal.example", "secure:3129"),
            ("https://a.corp.example", nil), ("https://10.2.3.4:8000", nil), ("https://11.2.3.4", "secure:3129"),
            ("https://api.example:8443", nil), ("https://api.example", "secure:3129"), ("http://127.0.0.1:80", nil),
            ("http://localhost", nil), ("http://169.254.169.254/latest", nil),
            ("http://metadata.google.internal/x", nil),
        ] as [(String, String?)])
    func theProxyFollowsTheAddress(url: String, proxy: String?) throws {
        let settings = try #require(Self.settings)
        #expect(settings.proxy(for: try WebAddress(url))?.authority == proxy)
    }

    @Test func variablesMayBeWrittenInSmallLetters() throws {
        let settings = try ProxySettings(environment: [
            "HTTPS_PROXY": "http://large:1", "https_proxy": "http://small:1", "HTTP_PROXY": "",
            "all_proxy": "socks5://all",
            "NO_PROXY": "x.example",
        ])
        #expect(settings.https?.host == "small")
        #expect(settings.http?.scheme == "socks5")
        #expect(settings.exceptions == ["x.example"])
    }

    @Test func aStarMeansNoProxyAtAll() throws {
        let settings = try ProxySettings(httpProxy: nil, httpsProxy: "http://p:1", noProxy: "*")
        #expect(settings.proxy(for: try WebAddress("https://api.akeyless.io")) == nil)
    }
}
