import AirflowModel
import AkeylessClient
import ArgumentParser
import Planning
import SyncEngine
import SyncModel

/// How a value is labelled.
enum ValueFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
    case keyValue = "key-value"

    var label: SecretFormat {
        switch self {
        case .text: .text
        case .json: .json
        case .keyValue: .keyValue
        }
    }

    /// Refuses what the service would refuse, before anything is sent.
    func check(_ value: Secret, of name: String) throws {
        let document = try? PythonJSON.parse(value.reveal())
        let isFlat = document?.object?.members.allSatisfy { $0.value.object == nil } ?? false
        let isGood =
            switch self {
            case .text: true
            case .json: document != nil
            case .keyValue: isFlat
            }
        guard !isGood else { return }
        throw EngineFailure(
            .invalidInput, code: "value-format",
            "the value for \(escapedForTerminal(name)) is not \(self == .json ? "JSON" : "a flat JSON object")",
            hints: ["correct it, or label it with --value-format text"])
    }
}
