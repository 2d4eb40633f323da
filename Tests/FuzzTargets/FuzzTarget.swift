import AirflowModel
import Declarations
import Ledger
import Planning
import SyncModel

/// The readers that meet bytes from outside, each as one function that libFuzzer and the kept corpus call alike.
///
/// What may go wrong is part of the answer of a reader; what must never happen is a trap, a hang, or a text that is read
/// and not written back as it was where that is promised.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case connectionURI = "connection-uri"
    case backendReader = "backend-reader"
    case yaml, json, dotenv
    case projectFile = "project-file"
    case recordPath = "record-path"
    case ledgerMessage = "ledger-message"
    case planFile = "plan-file"

    package func run(_ bytes: [UInt8]) {
        switch self {
        case .connectionURI: connectionURI(String(decoding: bytes, as: UTF8.self))
        case .backendReader: backend(Secret(String(decoding: bytes, as: UTF8.self)))
        case .yaml: declarations(bytes, "fuzz.yaml")
        case .json: declarations(bytes, "fuzz.json")
        case .dotenv: declarations(bytes, "fuzz.env")
        case .projectFile: projectFile(bytes)
        case .recordPath: recordPath(String(decoding: bytes, as: UTF8.self))
        case .ledgerMessage: ledgerMessage(String(decoding: bytes, as: UTF8.self))
        case .planFile: planFile(String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension FuzzTarget {
    /// Airflow cannot read every URI that it writes itself; whether it can is said in one place and shown in another.
    private func connectionURI(_ text: String) {
        for rules in [AirflowRules.current, AirflowRules("2.11") ?? .current] {
            guard let connection = try? ConnectionURI.parse(text, rules: rules) else { continue }
            var isRead = false
            if let written = try? ConnectionURI.format(connection, rules: rules) {
                isRead = (try? ConnectionURI.parse(written, rules: rules)) != nil
            }
            precondition(
                (ConnectionURI.lostFields(of: connection, rules: rules) != nil) == isRead, "two answers about one URI")
        }
    }

    private func backend(_ stored: Secret) {
        let reader = MeaningReader()
        for kind in EntryKind.allCases {
            for isJSON in [false, true] {
                let meaning = reader.meaning(
                    ofStored: stored, kind: kind, description: "d", rule: ComparisonRule(valueIsJSON: isJSON))
                precondition(!meaning.fields.isEmpty || kind == .connection, "a text that means nothing at all")
            }
        }
        _ = reader.shownFields(ofStored: stored)
    }

    /// A file is read, or refused with at least one error that has a place.
    private func declarations(_ bytes: [UInt8], _ name: String) {
        let (file, diagnostics) = DeclarationFileReader.read(bytes, file: name)
        precondition(file != nil || diagnostics.hasErrors, "refused without a word")
        precondition(diagnostics.allSatisfy { $0.location?.file == name }, "a problem without its place")
    }

    private func projectFile(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let (project, diagnostics) = ProjectFile.load(from: MemoryFiles([ProjectFile.fileName: text]))
        precondition(project != nil || diagnostics.hasErrors, "refused without a word")
        if let project { _ = Settings.resolve(project: project) }
    }

    /// A name has one path, and a path decodes from the names it is given.
    private func recordPath(_ text: String) {
        if let path = RecordPath.decode(text) {
            let names = [RecordPath.encode(path), RecordPath.encode(path, encodingCapitals: true)]
            precondition(names.contains { $0.utf8.elementsEqual(text.utf8) }, "a second name for one path")
        }
        let path = ItemPath(text)
        for capitals in [false, true] {
            precondition(
                RecordPath.decode(RecordPath.encode(path, encodingCapitals: capitals)) == path, "a path is lost")
        }
    }

    private func ledgerMessage(_ text: String) {
        guard let message = LedgerMessage(parsing: text) else { return }
        precondition(message.text.utf8.elementsEqual(text.utf8), "a message with two spellings")
    }

    private func planFile(_ text: String) {
        guard let file = try? PlanFile.parse(text) else { return }
        precondition((try? PlanFile.parse(file.text)) == file, "a plan file that is not read back as it was")
    }
}
