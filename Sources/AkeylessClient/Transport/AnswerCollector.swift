import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Gathers an answer up to its limit, and remembers whether the request began to leave.
///
/// The last point is why this exists: a write whose first byte never left may be sent again, any other may not.
final class AnswerCollector: HTTPClientResponseDelegate {
    typealias Response = TransportResponse

    struct TooLong: Error {}

    private struct State {
        var wasSent = false
        var response = TransportResponse(status: 0)
    }

    private let maximumSize: Int
    private let state = Mutex(State())

    init(maximumSize: Int) {
        self.maximumSize = maximumSize
    }

    var wasSent: Bool { state.withLock(\.wasSent) }

    func didSendRequestHead(task: HTTPClient.Task<Response>, _ head: HTTPRequestHead) {
        state.withLock { $0.wasSent = true }
    }

    func didReceiveHead(task: HTTPClient.Task<Response>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { state in
            state.response.status = Int(head.status.code)
            state.response.headers = head.headers.map { HTTPHeader($0.name, $0.value) }
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Response>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = state.withLock { state in
            guard state.response.body.count + buffer.readableBytes <= maximumSize else { return false }
            state.response.body.append(contentsOf: buffer.readableBytesView)
            return true
        }
        return fits ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(TooLong())
    }

    func didFinishRequest(task: HTTPClient.Task<Response>) throws -> Response {
        state.withLock(\.response)
    }
}
