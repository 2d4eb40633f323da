import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// Says in our words what the network layers reported, and whether the request can have had an effect.
struct NetworkFailure {
    private let error: any Error
    private let sent: Bool
    private let timeout: Duration

    init(_ error: any Error, sent: Bool, timeout: Duration) {
        self.error = error
        self.sent = sent
        self.timeout = timeout
    }

    var verdict: TransportError {
        switch error {
        case is AnswerCollector.TooLong: TransportError(.answerTooLong, "the answer is longer than allowed")
        case let error as HTTPClientError: verdict(on: error)
        case let error as NIOConnectionError: TransportError(.neverSent, Self.reason(error))
        case let error as NIOSSLError: verdict(on: error)
        case is NIOSSLExtraError where !sent:
            TransportError(.neverPossible, "the certificate is not that of this host")
        case let error as IOError where !sent: TransportError(.neverSent, Self.reason(error))
        case is IOError: TransportError(.answerLost, "the connection was cut")
        default: TransportError(sent ? .answerLost : .neverSent, "the connection failed")
        }
    }

    private func verdict(on error: HTTPClientError) -> TransportError {
        switch error {
        case .deadlineExceeded, .readTimeout:
            // A deadline may strike while the first bytes are on their way, so this is never "not sent".
            TransportError(.answerLost, "no answer within \(Self.text(timeout))")
        case .connectTimeout, .getConnectionFromPoolTimeout: TransportError(.neverSent, "no connection in time")
        case .tlsHandshakeTimeout: TransportError(.neverSent, "no TLS handshake in time")
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            TransportError(.neverSent, "no answer of the proxy in time")
        case .proxyAuthenticationRequired: TransportError(.neverPossible, "the proxy wants a user name and password")
        case .invalidProxyResponse: TransportError(.neverSent, "the proxy refused the connection")
        case .cancelled: TransportError(.answerLost, "cancelled")
        case .remoteConnectionClosed, .uncleanShutdown:
            TransportError(sent ? .answerLost : .neverSent, "the connection was closed")
        default: TransportError(sent ? .answerLost : .neverSent, error.shortDescription.lowercased())
        }
    }

    private func verdict(on error: NIOSSLError) -> TransportError {
        if sent { return TransportError(.answerLost, "the TLS connection failed") }
        switch error {
        case .handshakeFailed(let cause):
            let text = String(describing: cause)
            let isCertificate = text.contains("CERTIFICATE_VERIFY_FAILED")
            return TransportError(
                .neverPossible,
                isCertificate
                    ? "the certificate is not trusted; --ca-file names a private authority"
                    : "the TLS handshake failed; a gateway that speaks no TLS has an address with http://")
        default: return TransportError(.neverPossible, "the TLS connection failed")
        }
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return "the name \(error.host) does not resolve"
        }
        let causes = error.connectionErrors.compactMap { $0.error as? IOError }
        guard let cause = causes.first, !causes.isEmpty else { return "the connection failed" }
        return reason(cause)
    }

    private static func reason(_ error: IOError) -> String {
        error.errnoCode == connectionRefused ? "connection refused" : "the connection failed (\(error.errnoCode))"
    }

    private static func text(_ duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }
}
