package import Planning
package import SyncModel

/// Findings as SARIF 2.1.0, the form that code-scanning views of forges take.
package struct SARIFReport: Sendable {
    /// A rule that findings may come from.
    package struct Rule: Sendable {
        let id: String
        let reason: String
        let severity: Diagnostic.Severity

        package init(id: String, reason: String, severity: Diagnostic.Severity) {
            self.id = id
            self.reason = reason
            self.severity = severity
        }
    }

    private let log: Log

    /// - Parameters:
    ///   - rules: What is known beforehand; a finding of another rule brings its own.
    ///   - failure: What kept the command from its end, if anything did.
    package init(
        _ diagnostics: [Diagnostic], rules: [Rule], toolVersion: String, exitCode: ExitCode,
        failure: JSONReport.Failure? = nil
    ) {
        var descriptors = rules.map(Descriptor.init)
        let known = Set(rules.map(\.id))
        for code in Set(diagnostics.map(\.code)).subtracting(known).sorted() {
            descriptors.append(Descriptor(id: code, shortDescription: nil, defaultConfiguration: nil))
        }
        let places = Dictionary(uniqueKeysWithValues: descriptors.enumerated().map { ($1.id, $0) })
        let notes = failure.map { [Notification(level: "error", message: Message(text: $0.message))] }
        let invocation = Invocation(
            executionSuccessful: failure == nil, exitCode: exitCode.rawValue, toolExecutionNotifications: notes)
        let driver = Driver(name: "lockstep", version: toolVersion, rules: descriptors)
        let results = diagnostics.map { Result($0, rule: places[$0.code] ?? 0) }
        log = Log(runs: [Run(tool: Tool(driver: driver), invocations: [invocation], results: results)])
    }

    /// The document, with its final line break.
    package func render() -> String { renderJSON(log) }
}

// The parts of a log, under the names of the standard.

private struct Log: Encodable, Sendable {
    let schema = "https://json.schemastore.org/sarif-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
        case version, runs
        case schema = "$schema"
    }
}

private struct Run: Encodable, Sendable {
    let tool: Tool
    let columnKind = "unicodeCodePoints"
    let invocations: [Invocation]
    let results: [Result]
}

private struct Tool: Encodable, Sendable { let driver: Driver }

private struct Driver: Encodable, Sendable {
    let name: String
    let version: String
    let rules: [Descriptor]
}

private struct Descriptor: Encodable, Sendable {
    let id: String
    let shortDescription: Message?
    let defaultConfiguration: Configuration?
}

extension Descriptor {
    fileprivate init(_ rule: SARIFReport.Rule) {
        id = rule.id
        shortDescription = Message(text: rule.reason)
        defaultConfiguration = Configuration(level: rule.severity.rawValue)
    }
}

private struct Configuration: Encodable, Sendable { let level: String }

private struct Message: Encodable, Sendable { let text: String }

private struct Invocation: Encodable, Sendable {
    let executionSuccessful: Bool
    let exitCode: Int32
    let toolExecutionNotifications: [Notification]?
}

private struct Notification: Encodable, Sendable {
    let level: String
    let message: Message
}

private struct Result: Encodable, Sendable {
    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: Message
    let locations: [Location]

    init(_ diagnostic: Diagnostic, rule: Int) {
        ruleId = diagnostic.code
        ruleIndex = rule
        level = diagnostic.severity.rawValue
        message = Message(text: diagnostic.message + (diagnostic.hint.map { "\nHint: \($0)" } ?? ""))
        locations = diagnostic.location.map { [Location($0)] } ?? []
    }
}

private struct Location: Encodable, Sendable {
    struct Physical: Encodable, Sendable {
        let artifactLocation: Artifact
        let region: Region?
    }

    struct Artifact: Encodable, Sendable {
        let uri: String
        let uriBaseId = "%SRCROOT%"
    }

    struct Region: Encodable, Sendable {
        let startLine: Int
        let startColumn: Int?
    }

    let physicalLocation: Physical

    init(_ location: SourceLocation) {
        let region = location.line.map {
            Region(startLine: max(1, $0), startColumn: location.column.map { max(1, $0) })
        }
        physicalLocation = Physical(artifactLocation: Artifact(uri: Self.relativeURI(location.file)), region: region)
    }

    /// The path with everything percent-encoded that a relative URI cannot hold.
    private static func relativeURI(_ path: String) -> String {
        var result = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + String(repeating: "0", count: 2 - digits.count) + digits
            }
        }
        return result
    }
}
