import HTTPTypes
package import Hummingbird
import HummingbirdCore
import NIOCore

/// The gateway as a responder: what a server in tests needs, and the translation the real one shares.
package struct GatewayResponder: HTTPResponder {
    package typealias Context = BasicRequestContext
    private let gateway: Gateway

    package init(_ gateway: Gateway) {
        self.gateway = gateway
    }

    /// Answers without a connection of its own: a dropped or cut answer becomes an error.
    package func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        try Self.response(for: try await answer(request))
    }

    func answer(_ request: Request) async throws -> GatewayAnswer {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Limits.body)
        } catch is NIOTooManyBytesError {
            return GatewayAnswer(error: "request body too large", status: 413)
        }
        return await gateway.answer(
            GatewayCall(
                method: request.method.rawValue, path: request.head.path ?? "/", body: Array(body.readableBytesView)))
    }

    static func response(for answer: GatewayAnswer) throws -> Response {
        switch answer.delivery {
        case .whole:
            return Response(
                status: .init(code: answer.status), headers: headers(of: answer),
                body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
        case .cut(let count):
            let part = ByteBuffer(bytes: answer.body[..<count])
            return Response(
                status: .init(code: answer.status), headers: headers(of: answer),
                body: .init(contentLength: answer.body.count) { writer in
                    try await writer.write(part)
                    throw ConnectionDropped()
                })
        case .dropped: throw ConnectionDropped()
        }
    }

    private static func headers(of answer: GatewayAnswer) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in answer.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields[name] = value
        }
        return fields
    }
}

/// Thrown to make the server close a connection, as a fault asked for.
package struct ConnectionDropped: Error {}
