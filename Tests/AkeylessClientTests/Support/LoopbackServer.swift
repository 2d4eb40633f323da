import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server on a free port of this machine whose answers are bytes written by hand.
final class LoopbackServer: Sendable {
    /// What happens on a connection after a request was read; nil closes it without an answer.
    typealias Script = @Sendable (_ request: String) -> String?

    let port: Int
    private let listener: CInt
    private let script: Script

    struct SocketFailure: Error {}

    init(_ script: @escaping Script) throws {
        self.script = script
        (listener, port) = try Self.takePort()
        guard listen(listener, 128) == 0 else { throw SocketFailure() }
        let thread = Thread { [self] in acceptConnections() }
        thread.start()
    }

    func stop() {
        shutdown(listener, CInt(SHUT_RDWR))
        close(listener)
    }

    /// Gives a port that refuses connections: nobody listens, and nobody else gets it until the end of `body`.
    static func withRefusingPort<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
        let (holder, port) = try takePort()
        defer { close(holder) }
        return try await body(port)
    }

    private static func takePort() throws -> (CInt, Int) {
        #if canImport(Darwin)
            let listener = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, size) == 0 && getsockname(listener, pointer, &size) == 0
            }
        }
        guard isReady else { throw SocketFailure() }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func acceptConnections() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            Thread { [self] in serve(connection) }.start()
        }
    }

    private func serve(_ connection: CInt) {
        defer { close(connection) }
        while let request = readRequest(connection) {
            guard let answer = script(request) else { return }
            let bytes = Array(answer.utf8)
            guard write(connection, bytes, bytes.count) == bytes.count else { return }
        }
    }

    /// Reads head and body of a request with a stated length.
    private func readRequest(_ connection: CInt) -> String? {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let head = text.range(of: "\r\n\r\n") {
                let match = text.firstMatch(of: /(?i)content-length: (\d+)/)
                let length = match.flatMap { Int($0.1) } ?? 0
                if text[head.upperBound...].utf8.count >= length { return text }
            }
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
