import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// The transport over the real network: one connection pool, verified TLS, proxies, no redirects.
///
/// Connections use HTTP/1.1, because there it is certain whether a request left before its connection broke.
public final class AsyncHTTPTransport: HTTPTransport {
    private let proxies: ProxySettings
    private let clients: [WebAddress?: HTTPClient]

    /// Creates a transport that is not behind a proxy and trusts what the system trusts.
    public convenience init() throws {
        try self.init(settings: TransportSettings())
    }

    /// Creates a transport that goes through the proxies that the variables of the process name (`HTTPS_PROXY`,
    /// `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case).
    public convenience init(environment: [String: String]) throws(TransportError) {
        var settings = TransportSettings()
        do { settings.proxies = try ProxySettings(environment: environment) } catch {
            throw TransportError(.neverPossible, "the address of the proxy is not usable: \(error.reason)")
        }
        try self.init(settings: settings)
    }

    /// Creates a transport; files that do not hold what they should are an error of the stage
    /// ``TransportError/Stage/neverPossible``.
    package init(settings: TransportSettings) throws(TransportError) {
        proxies = settings.proxies
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = try Self.tls(settings)
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.timeout = .init(connect: .init(settings.connectTimeout))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connections
        configuration.connectionPool.idleTimeout = .seconds(30)
        // Repetition is decided in one place, and that is not the connection pool.
        configuration.connectionPool.retryConnectionEstablishment = false
        var configurations: [WebAddress?: HTTPClient.Configuration] = [nil: configuration]
        for proxy in [settings.proxies.http, settings.proxies.https].compactMap(\.self) {
            configuration.proxy = try Self.proxy(proxy)
            configurations[proxy] = configuration
        }
        // Only now that nothing can fail any more: a client must not go away without being shut down.
        clients = configurations.mapValues(Self.client)
    }

    deinit {
        // Whoever forgot to shut down should not be punished with a trap; a second shutdown does nothing. An answer can be
        // here before its connection is back in the pool, and a pool that is shut down in between ends the process.
        Task { [clients] in
            try? await Task.sleep(for: .seconds(1))
            await Self.shutdown(clients)
        }
    }

    /// Closes all connections; requests after this fail.
    public func shutdown() async {
        await Self.shutdown(clients)
    }

    /// A connection whose answer has just come is handed back to the pool a moment later, in a step of an event loop
    /// that another loop may have to set going. The pool traps on one that it has cut off before, so those steps go first.
    private static func shutdown(_ clients: [WebAddress?: HTTPClient]) async {
        for client in clients.values {
            for _ in 0..<2 {
                for loop in client.eventLoopGroup.makeIterator() { try? await loop.submit {}.get() }
            }
            try? await client.shutdown()
        }
    }

    /// Sends a request and reads the whole answer.
    public func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let address: WebAddress
        do { address = try WebAddress(request.url) } catch {
            throw TransportError(.neverPossible, "the address is not usable: \(error.reason)")
        }
        guard let client = clients[proxies.proxy(for: address)] else {
            throw TransportError(.neverPossible, "the proxy is not set up")
        }
        let collector = AnswerCollector(maximumSize: request.maximumResponseSize)
        let prepared: HTTPClient.Request
        do { prepared = try Self.prepared(request) } catch {
            throw TransportError(.neverPossible, "the address or a header is not usable")
        }
        let task = client.execute(
            request: prepared, delegate: collector, deadline: .now() + TimeAmount(request.timeout))
        do {
            return try await withTaskCancellationHandler {
                try await task.get()
            } onCancel: {
                task.cancel()
            }
        } catch {
            throw NetworkFailure(error, sent: collector.wasSent, timeout: request.timeout).verdict
        }
    }

    private static func client(_ configuration: HTTPClient.Configuration) -> HTTPClient {
        HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static func prepared(_ request: TransportRequest) throws -> HTTPClient.Request {
        var headers = HTTPHeaders()
        for header in request.headers { headers.add(name: header.name, value: header.value) }
        return try HTTPClient.Request(
            url: request.url, method: HTTPMethod(rawValue: request.method), headers: headers,
            body: request.body.isEmpty ? nil : .byteBuffer(ByteBuffer(bytes: request.body)))
    }
}

extension AsyncHTTPTransport {
    private static func tls(_ settings: TransportSettings) throws(TransportError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = settings.authorityFile {
            let authorities = try authorities(at: file)
            tls.additionalTrustRoots = [.certificates(authorities)]
        }
        if let file = settings.clientCertificateFile {
            tls.certificateChain = try certificates(in: file).map { .certificate($0) }
            let keyFile = settings.clientKeyFile ?? file
            do { tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem)) } catch {
                throw TransportError(.neverPossible, "\(keyFile) holds no private key in PEM form")
            }
        }
        return tls
    }

    /// The certificates of a file, or of every file of a folder that holds some.
    private static func authorities(at path: String) throws(TransportError) -> [NIOSSLCertificate] {
        guard let names = folderContents(path) else { return try certificates(in: path) }
        let found = names.flatMap { (try? NIOSSLCertificate.fromPEMFile("\(path)/\($0)")) ?? [] }
        guard !found.isEmpty else {
            throw TransportError(.neverPossible, "no file of \(path) holds a certificate in PEM form")
        }
        return found
    }

    private static func certificates(in file: String) throws(TransportError) -> [NIOSSLCertificate] {
        let failure = TransportError(.neverPossible, "\(file) holds no certificate in PEM form")
        do {
            let found = try NIOSSLCertificate.fromPEMFile(file)
            if !found.isEmpty { return found }
        } catch { throw failure }
        throw failure
    }

    private static func proxy(_ address: WebAddress) throws(TransportError) -> HTTPClient.Configuration.Proxy {
        switch address.scheme {
        case "http":
            let authorization = address.userInfo.map { userInfo in
                let parts = userInfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                let decoded = parts.map { String($0).removingPercentEscapes }
                return HTTPClient.Authorization.basic(
                    username: decoded[0], password: decoded.count > 1 ? decoded[1] : "")
            }
            return .server(host: address.host, port: address.port ?? 80, authorization: authorization)
        case "socks5", "socks5h": return .socksServer(host: address.host, port: address.port ?? 1080)
        default:
            throw TransportError(
                .neverPossible, "a proxy that is itself spoken to by \(address.scheme) is not supported")
        }
    }
}
