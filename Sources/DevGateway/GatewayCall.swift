/// One HTTP request as the gateway sees it, with or without a socket beneath.
package struct GatewayCall: Sendable {
    package let method: String
    package let path: String
    package let body: [UInt8]

    package init(method: String = "POST", path: String, body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.body = body
    }
}

/// One HTTP answer, and how much of it reaches the caller.
package struct GatewayAnswer: Sendable {
    /// What a fault does to an answer on its way.
    package enum Delivery: Sendable, Equatable {
        case whole
        /// The connection closes after that many bytes of the body, although the head promised all of it.
        case cut(after: Int)
        /// The connection closes without an answer.
        case dropped
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var delivery = Delivery.whole

    init(status: Int, body: [UInt8], contentType: String = "application/json") {
        self.status = status
        self.body = body
        headers = [("content-type", contentType)]
    }

    init(_ body: JSON, status: Int = 200) {
        self.init(status: status, body: body.encoded())
    }

    /// The service's failure body: one member and a newline.
    init(error: String, status: Int) {
        self.init(status: status, body: (["error": .string(error)] as JSON).encoded() + [UInt8(ascii: "\n")])
    }

    static let dropped: GatewayAnswer = {
        var answer = GatewayAnswer(status: 0, body: [])
        answer.delivery = .dropped
        return answer
    }()
}
