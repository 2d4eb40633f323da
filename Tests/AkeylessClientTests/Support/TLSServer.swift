import Crypto
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority of a test, and what it issued.
struct TestAuthority {
    let key = P256.Signing.PrivateKey()
    let certificate: Certificate

    init() throws {
        certificate = try Self.certificate(key: key, name: "test authority", issuer: nil, host: nil)
    }

    /// A certificate for a host, and its key, as PEM texts.
    func issue(host: String) throws -> (certificate: String, key: String) {
        let key = P256.Signing.PrivateKey()
        let certificate = try Self.certificate(key: key, name: host, issuer: self, host: host)
        return (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
    }

    var pem: String { get throws { try certificate.serializeAsPEM().pemString } }

    private static func certificate(
        key: P256.Signing.PrivateKey, name: String, issuer: TestAuthority?, host: String?
    ) throws -> Certificate {
        let subject = try DistinguishedName { CommonName(name) }
        return try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: issuer?.certificate.subject ?? subject, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                if let host {
                    SubjectAlternativeNames([.dnsName(host)])
                } else {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                }
            }, issuerPrivateKey: .init(issuer?.key ?? key))
    }
}

/// A server on this machine that speaks TLS and answers everything with `{}`.
struct TLSServer {
    let channel: any Channel
    var port: Int { channel.localAddress?.port ?? 0 }

    /// - Parameter clientAuthority: If given, clients must show a certificate that it issued.
    init(certificate: String, key: String, clientAuthority: String? = nil) async throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
        if let clientAuthority {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(clientAuthority.utf8)))
            configuration.certificateVerification = .noHostnameVerification
        }
        let context = try NIOSSLContext(configuration: configuration)
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.addHandler(Answerer())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    func stop() async { try? await channel.close() }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
