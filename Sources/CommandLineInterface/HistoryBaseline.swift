import Foundation
import Planning
import SyncEngine

/// A file of accepted findings: where they are, and nothing made of what they are.
struct HistoryBaseline: Codable {
    var formatVersion = "1.0"
    var findings: Set<HistoryFinding>

    private enum CodingKeys: String, CodingKey {
        case findings
        case formatVersion = "format_version"
    }

    init(findings: Set<HistoryFinding>) {
        self.findings = findings
    }

    /// - Parameter mayBeMissing: whether it is about to be written for the first time.
    /// - Throws: ``EngineFailure`` `baseline-unreadable` (7).
    init(at path: String, mayBeMissing: Bool) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            guard mayBeMissing, !FileManager.default.fileExists(atPath: path) else {
                throw EngineFailure(
                    .invalidInput, code: "baseline-unreadable", "cannot read the baseline \(path)",
                    hints: ["make one with --update-baseline"])
            }
            self.init(findings: [])
            return
        }
        do {
            self = try JSONDecoder().decode(HistoryBaseline.self, from: data)
        } catch {
            throw EngineFailure(
                .invalidInput, code: "baseline-unreadable", "\(path) is no baseline of findings",
                hints: ["make a new one with --update-baseline"])
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(formatVersion, forKey: .formatVersion)
        let order = findings.sorted { ($0.file, $0.line, $0.commit, $0.rule) < ($1.file, $1.line, $1.commit, $1.rule) }
        try container.encode(order, forKey: .findings)
    }

    func write(to path: String) throws {
        do {
            try PrivateFile.write(try encodeJSON(self) + "\n", to: path)
        } catch {
            throw EngineFailure(
                .failed, code: "not-writable", "cannot write the baseline to \(path)", causes: ["\(error)"])
        }
    }
}
