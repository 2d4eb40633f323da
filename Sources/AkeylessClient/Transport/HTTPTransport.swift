/// The seam to the network: one request, one answer or a reason why there is none.
///
/// A transport neither retries nor follows redirects, and never writes bodies anywhere.
public protocol HTTPTransport: Sendable {
    /// Sends a request and reads the whole answer, within the limits that the request states.
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
}

/// A request as it goes over the network.
public struct TransportRequest: Sendable {
    /// `POST` for everything the akeyless API offers.
    public var method: String

    /// The whole address.
    public var url: String

    /// The headers in the order in which they are sent; host and length are the transport's business.
    public var headers: [HTTPHeader]

    /// The bytes to send.
    public var body: [UInt8]

    /// How long the whole exchange may take.
    public var timeout: Duration

    /// How long an answer may be.
    public var maximumResponseSize: Int

    /// Creates a request.
    public init(
        method: String = "POST", url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(30), maximumResponseSize: Int = 64 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumResponseSize = maximumResponseSize
    }
}

/// One header of a request or an answer.
public struct HTTPHeader: Sendable, Hashable {
    /// The name; capitals do not matter.
    public var name: String

    /// The value.
    public var value: String

    /// Creates a header.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// An answer as it came over the network.
public struct TransportResponse: Sendable {
    /// The status code.
    public var status: Int

    /// The headers as they came.
    public var headers: [HTTPHeader]

    /// The whole body.
    public var body: [UInt8]

    /// Creates an answer.
    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of a name, whatever its capitals.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no answer, and above all whether the request can have had an effect.
public struct TransportError: Error, Sendable, Hashable {
    /// How far the request came.
    public enum Stage: Sendable, Hashable {
        /// Nothing reached the other side: it can be sent again without harm.
        case neverSent
        /// As ``neverSent``, and trying again would fail in the same way: a bad address or certificate.
        case neverPossible
        /// The other side may have acted.
        case answerLost
        /// The answer came and was longer than allowed; the other side has acted.
        case answerTooLong
    }

    /// How far the request came.
    public var stage: Stage

    /// A short text in our words, such as "connection refused".
    public var reason: String

    /// Creates an error.
    public init(_ stage: Stage, _ reason: String) {
        self.stage = stage
        self.reason = reason
    }
}
