import AkeylessWire
import SyncModel

/// The surroundings of a search for an identity: this machine, the network and the time.
struct CloudContext: Sendable {
    let effects: CloudEffects
    let transport: any HTTPTransport
    let time: TimeSource

    /// A variable; one that is empty counts as unset.
    func variable(_ name: String) -> String? {
        effects.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The text of a file, without white space around it.
    func text(ofFile path: String) throws(StepFailure) -> String {
        guard let bytes = try? effects.readFile(path) else {
            throw .failed("\(escapedForTerminal(path)) cannot be read")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .failed("\(escapedForTerminal(path)) is not text")
        }
        return text.trimmed
    }

    /// A path below the home folder; nil without one.
    func homePath(_ rest: String) -> String? {
        (variable("HOME") ?? variable("USERPROFILE")).map { "\($0)/\(rest)" }
    }

    /// Sends a request, again after a failure that may pass, with a growing wait.
    func fetch(
        _ request: TransportRequest, attempts: Int = 3,
        again: @Sendable (Int) -> Bool = { $0 == 429 || $0 >= 500 }
    ) async throws(StepFailure) -> TransportResponse {
        var attempt = 1
        while true {
            let reason: String
            do throws(TransportError) {
                let response = try await transport.send(request)
                guard again(response.status), attempt < attempts else { return response }
            } catch {
                reason = error.reason
                // Where nobody answers, this is probably not the cloud that was looked for.
                guard error.stage != .neverPossible, attempt < min(attempts, 2) else { throw .failed(reason) }
            }
            do { try await time.sleep(.milliseconds(300 * attempt * attempt)) } catch { throw .failed("cancelled") }
            attempt += 1
        }
    }

    /// The members of a JSON answer that are texts or numbers.
    static func members(_ bytes: [UInt8]) -> [String: Secret] {
        var reader = JSONReader(bytes)
        var members: [String: Secret] = [:]
        do {
            try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
                if let text = try reader.text() { members[name] = Secret(text) }
            }
        } catch { return [:] }
        return members
    }

    /// A form body of `application/x-www-form-urlencoded`.
    static func form(_ fields: KeyValuePairs<String, String>) -> [UInt8] {
        Array(fields.map { "\($0.percentEscaped)=\($1.percentEscaped)" }.joined(separator: "&").utf8)
    }

    static let formHeader = HTTPHeader("Content-Type", "application/x-www-form-urlencoded")
}

extension StringProtocol {
    /// The text without white space and line ends around it.
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
