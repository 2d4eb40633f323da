import AirflowModel
import SyncModel

/// `ref+sops://file#/pointer` and `ref+age://file`, with a pointer too where the file holds JSON or YAML.
struct EncryptedFileResolver: ReferenceResolver {
    let tool: EncryptionTool
    let decryption: FileDecryption

    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>] {
        let groups = Dictionary(grouping: references, by: \.target).sorted { $0.key < $1.key }
        let results = await boundedMap(groups, limit: FileDecryption.parallelism) { file, members in
            await resolve(members, in: file)
        }
        return results.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    private func resolve(
        _ references: [Reference], in file: String
    ) async -> [Reference: Result<Secret, ReferenceFailure>] {
        let text = await decryption.text(of: file, with: tool)
        let hasPointers = references.contains { $0.pointer != nil }
        let content = hasPointers ? text.flatMap { document(of: $0, file) } : nil
        var results: [Reference: Result<Secret, ReferenceFailure>] = [:]
        for reference in references {
            if let pointer = reference.pointer, let content {
                results[reference] = content.flatMap { pointer.secret(in: $0) }
            } else {
                results[reference] = text.map(\.withoutFinalLineBreak)
            }
        }
        return results
    }

    /// What a pointer looks into: the file in the format that its name tells, JSON where it tells none.
    private func document(of text: Secret, _ file: String) -> Result<JSONValue, ReferenceFailure> {
        let name = EncryptionTool.innerName(file)
        do {
            switch DeclarationFormat(fileName: name) {
            case .yaml?:
                let root = try YAMLReader.read(SourceText(text: text.reveal(), file: file))
                return .success(try root.jsonValueOfTextNames())
            case .env?: return .success(try EnvFileReader.read(SourceText(text: text.reveal(), file: file)).jsonValue())
            case .json?, nil: return .success(try PythonJSON.parse(text.reveal()))
            }
        } catch {
            return .failure(
                ReferenceFailure(.unusable, "the decrypted file is not \(DeclarationFormat(fileName: name).name)"))
        }
    }
}

extension DeclarationFormat? {
    fileprivate var name: String {
        switch self {
        case .yaml?: "YAML"
        case .env?: "a file of KEY=value lines"
        case .json?, nil: "JSON"
        }
    }
}

extension JSONPointer {
    /// The text at this place, or the JSON text of what stands there.
    func secret(in document: JSONValue) -> Result<Secret, ReferenceFailure> {
        switch value(in: document) {
        case nil: .failure(ReferenceFailure(.missing, "there is nothing at `\(escapedForTerminal(text))`"))
        case .null?: .failure(ReferenceFailure(.unusable, "the value at `\(escapedForTerminal(text))` is null"))
        case .string(let string)?:
            string.text.map { .success(Secret($0)) }
                ?? .failure(
                    ReferenceFailure(.unusable, "the value at `\(escapedForTerminal(text))` is not well-formed text"))
        case let value?: .success(Secret(PythonJSON.dumps(value)))
        }
    }
}
