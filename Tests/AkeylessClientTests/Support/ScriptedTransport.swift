import AkeylessClient
import AkeylessWire
import SyncModel
import Synchronization

/// A transport that is a closure from request to answer, and remembers what it was asked.
final class ScriptedTransport: HTTPTransport {
    typealias Script = @Sendable (SentRequest) async throws(TransportError) -> TransportResponse

    private let script: Script
    private let record = Mutex<[SentRequest]>([])

    init(_ script: @escaping Script) {
        self.script = script
    }

    var requests: [SentRequest] { record.withLock(\.self) }

    func requests(_ command: APIPath) -> [SentRequest] {
        requests.filter { $0.command == command }
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let number = record.withLock { record in
            let sent = SentRequest(request, number: record.count + 1)
            record.append(sent)
            return sent
        }
        return try await script(number)
    }
}

/// A request as a test wants to look at it.
struct SentRequest: Sendable {
    let request: TransportRequest
    /// Counted from one, over all commands.
    let number: Int
    let command: APIPath

    init(_ request: TransportRequest, number: Int) {
        self.request = request
        self.number = number
        command = APIPath(rawValue: String(request.url.split(separator: "/").last ?? ""))
    }

    /// The body as text.
    var body: String { String(decoding: request.body, as: UTF8.self) }

    /// A text field of the body.
    subscript(name: WireField) -> String? {
        var reader = JSONReader(request.body)
        var found: String?
        try? reader.object { (key, reader: inout JSONReader) throws(JSONReadingError) in
            if key == name.rawValue { found = try reader.text() } else { try reader.skip() }
        }
        return found
    }

    /// The texts of an array field of the body.
    func texts(_ name: WireField) -> [String] {
        var reader = JSONReader(request.body)
        var found: [String] = []
        try? reader.object { (key, reader: inout JSONReader) throws(JSONReadingError) in
            if key == name.rawValue { found = try reader.texts() } else { try reader.skip() }
        }
        return found
    }
}

extension TransportResponse {
    static func json(_ text: String, status: Int = 200, headers: [HTTPHeader] = []) -> TransportResponse {
        TransportResponse(
            status: status, headers: [HTTPHeader("Content-Type", "application/json")] + headers, body: Array(text.utf8))
    }

    /// The service's way to explain a failure, newline included.
    static func failure(_ status: Int, _ text: String, headers: [HTTPHeader] = []) -> TransportResponse {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.string(text)
        writer.endObject()
        return .json(String(decoding: writer.bytes, as: UTF8.self) + "\n", status: status, headers: headers)
    }

    static let missing = failure(
        404,
        "failed to obtain item description: Desc: Failed to get item. Status 404 Not Found, Error: NotFound. "
            + "Message: account id: acc-1, access id: p-1. failed to obtain item /some/item")

    static let denied = failure(
        401,
        "failed to get secret value: Desc: Failed to get item. Status 401 Unauthorized, Error: UnauthorizedAccess. "
            + "Message: account id: acc-1, access id: p-1. unauthorized access for access id p-1")

    static func token(_ text: String, expiry: Int64? = nil) -> TransportResponse {
        .json(
            #"{"token":"\#(text)","creds":{"token":"\#(text)","expiry":\#(expiry.map(String.init) ?? "null")}}"#,
            headers: [HTTPHeader("Date", "Tue, 01 Sep 2026 10:00:00 GMT")])
    }
}

/// The date of ``TransportResponse/token(_:expiry:)`` in unix seconds.
let loginTime: Int64 = 1_788_256_800
