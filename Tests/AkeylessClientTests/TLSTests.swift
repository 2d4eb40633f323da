import AkeylessClient
import Foundation
import Testing

/// Whom the real transport trusts, and whom it shows itself to.
@Suite struct TLSTests {
    private func exchange(
        host: String = "localhost", certificateFor name: String = "localhost", trusting: Bool = true,
        inFolder: Bool = false,
        clientCertificate: Bool? = nil
    ) async throws -> Result<TransportResponse, TransportError> {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ text: String) throws -> String {
            let url = folder.appending(path: name)
            try Data(text.utf8).write(to: url)
            return url.path(percentEncoded: false)
        }
        let authority = try TestAuthority()
        let issued = try authority.issue(host: name)
        let server = try await TLSServer(
            certificate: issued.certificate, key: issued.key,
            clientAuthority: clientCertificate == nil ? nil : try authority.pem)
        var settings = TransportSettings()
        settings.connectTimeout = .seconds(3)
        if trusting { settings.authorityFile = try file("ca.pem", try authority.pem) }
        if inFolder {
            _ = try file("README", "no certificate")
            settings.authorityFile = folder.path(percentEncoded: false)
        }
        if clientCertificate == true {
            let client = try authority.issue(host: "client")
            settings.clientCertificateFile = try file("client.pem", client.certificate)
            settings.clientKeyFile = try file("client.key", client.key)
        }
        let transport = try AsyncHTTPTransport(settings: settings)
        let result: Result<TransportResponse, TransportError>
        do throws(TransportError) {
            let request = TransportRequest(url: "https://\(host):\(server.port)/auth", body: [1], timeout: .seconds(5))
            result = .success(try await transport.send(request))
        } catch { result = .failure(error) }
        await transport.shutdown()
        await server.stop()
        return result
    }

    @Test func anAuthorityOfOneFileIsTrusted() async throws {
        #expect(try await exchange().get().status == 200)
    }

    @Test func everyAuthorityOfAFolderIsTrusted() async throws {
        #expect(try await exchange(inFolder: true).get().status == 200)
    }

    @Test func otherAuthoritiesAreNot() async throws {
        let result = try await exchange(trusting: false)
        #expect(
            throws: TransportError(
                .neverPossible, "the certificate is not trusted; --ca-file names a private authority")
        ) { try result.get() }
    }

    @Test func aCertificateForAnotherHostIsRefused() async throws {
        let result = try await exchange(certificateFor: "other.example")
        #expect(throws: TransportError(.neverPossible, "the certificate is not that of this host")) { try result.get() }
    }

    @Test func ourCertificateIsShown() async throws {
        #expect(try await exchange(clientCertificate: true).get().status == 200)
    }

    @Test func aServerThatWantsACertificateRefusesUsWithoutOne() async throws {
        let result = try await exchange(clientCertificate: false)
        #expect(throws: TransportError.self) { try result.get() }
    }
}
