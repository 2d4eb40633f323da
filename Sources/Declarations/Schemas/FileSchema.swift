package import AirflowModel

/// A JSON Schema (2020-12) of one kind of file, made from the tables by which that file is read.
///
/// A schema says what a file may look like; `lockstep validate` says whether it also means something. Overlays have
/// schemas of their own, since null removes something there.
package enum FileSchema: String, CaseIterable, Sendable {
    case project, connections, variables, config

    /// Where `lockstep init` puts the schemas, relative to the project; Git ignores the folder.
    package static let folder = ".lockstep/schemas"

    /// The dialect that every schema names.
    static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// The schema as a value.
    ///
    /// - Parameter overlay: Whether the file is one below `environments/`; the project file has no such form.
    package func document(overlay: Bool = false) -> JSONValue {
        switch self {
        case .project: ProjectSchema.document
        case .connections: EntrySchema(isOverlay: overlay).connections
        case .variables: EntrySchema(isOverlay: overlay).texts(title: "Airflow variables")
        case .config: EntrySchema(isOverlay: overlay).texts(title: "Airflow config options")
        }
    }

    /// Every schema under the name of its file, as the editor comments of samples spell it.
    package static var files: [(name: String, text: String)] {
        allCases.flatMap { kind in
            let plain = (name: "\(kind.rawValue).json", text: PythonJSON.indented(kind.document()) + "\n")
            guard kind != .project else { return [plain] }
            let overlay = PythonJSON.indented(kind.document(overlay: true)) + "\n"
            return [plain, (name: "\(kind.rawValue).overlay.json", text: overlay)]
        }
    }
}

extension JSONValue {
    static func integer(_ number: Int) -> JSONValue { .number(String(number)) }

    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .text($0) }) }

    /// The schema of any of these types.
    static func types(_ names: String...) -> JSONValue {
        .object(["type": names.count == 1 ? .text(names[0]) : .texts(names)])
    }

    static func anyOf(_ schemas: JSONValue...) -> JSONValue { .object(["anyOf": .array(schemas)]) }

    /// The same schema with one more keyword.
    func with(_ keyword: String, _ value: JSONValue) -> JSONValue {
        guard var object else { return self }
        object[keyword] = value
        return .object(object)
    }
}
