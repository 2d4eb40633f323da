import AirflowModel
import SyncModel

extension Diagnostic {
    /// The diagnostic in documents that are no report.
    var json: JSONValue {
        let count = { (number: Int?) in number.map { JSONValue.number(String($0)) } ?? .null }
        return .object([
            "code": .text(code), "severity": .text(severity.rawValue), "message": .text(message), "hint": .text(hint),
            "file": .text(location?.file), "line": count(location?.line), "column": count(location?.column),
        ])
    }
}
