import AirflowModel
import Foundation
import SyncModel

@testable import Declarations

/// A test fixture that is not as it should be.
struct BadFixture: Error {
    var what: String
}

/// A recorded vector file, parsed by Python's rules, since some hold what strict JSON cannot.
func vector(_ name: String) throws -> JSONValue {
    try PythonJSON.parse(String(decoding: vectorBytes(name), as: UTF8.self))
}

func vectorBytes(_ name: String) throws -> [UInt8] {
    guard let root = Bundle.module.resourceURL else { throw BadFixture(what: "resources") }
    return Array(try Data(contentsOf: root.appendingPathComponent("Vectors/\(name)")))
}

extension JSONValue {
    subscript(name: String) -> JSONValue? { object?[name] }

    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The value in Python's layout, to compare and to show in failures of tests.
    var shown: String { PythonJSON.dumps(self) }
}

extension LocatedValue {
    /// The value as the vectors write it: JSON, and `$repr` for what JSON cannot hold.
    var shown: String {
        switch content {
        case .foreign(let name): "<\(name)>"
        default: (try? jsonValue().shown) ?? "<not JSON>"
        }
    }

    /// Whether the vectors show the value as JSON: a scalar, or what is strict JSON inside.
    var isJSON: Bool {
        switch content {
        case .foreign: false
        case .list(let elements): elements.allSatisfy(\.isStrictJSON)
        case .mapping(let members): members.allSatisfy { $0.key.text != nil && $0.value.isStrictJSON }
        default: true
        }
    }

    private var isStrictJSON: Bool {
        if case .float(let value) = content { value.isFinite } else { isJSON }
    }

    /// The value as Python's `repr` shows it, with names for dates, binary values and sets.
    var representation: String {
        switch content {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .text(let text): "'\(text)'"
        case .list(let elements): "[\(elements.map(\.representation).joined(separator: ", "))]"
        case .mapping:
            "{\(effectiveMembers.map { "\($0.key.representation): \($0.value.representation)" }.joined(separator: ", "))}"
        case .float(let value) where !value.isFinite: value.description
        case .integer, .float, .brokenText, .foreign: shown
        }
    }
}

/// A project in memory with a valid project file, if none is given.
func project(_ files: [String: String]) -> MemoryFiles {
    MemoryFiles(files.merging(["lockstep.yaml": "version: 1\n"]) { own, _ in own })
}

/// The settings of a project in memory, with every diagnostic on the way.
func settings(
    _ files: any RepoFiles, environment: String? = nil, variables: [String: String] = [:]
) -> (settings: Settings, diagnostics: [Diagnostic]) {
    let (project, found) = ProjectFile.load(from: files)
    let (settings, more) = Settings.resolve(project: project, environment: environment, variables: variables)
    return (settings, found + more)
}

func load(_ files: [String: String], environment: String? = nil) -> LoadedDeclarations {
    let files = project(files)
    let (settings, problems) = settings(files, environment: environment)
    var loaded = DeclarationLoader.load(files: files, settings: settings)
    loaded.diagnostics += problems
    return loaded
}

/// Loads and resolves everything, without a process or a gateway.
func resolve(
    _ files: [String: String], environment: String? = nil, variables: [String: String] = [:],
    limits: ReferenceLimits = ReferenceLimits(), offline: Bool = false
) async -> (entries: [ResolvedEntry], diagnostics: [Diagnostic]) {
    let memory = project(files)
    let (settings, problems) = settings(memory, environment: environment)
    let loaded = DeclarationLoader.load(files: memory, settings: settings)
    let context = ReferenceContext(
        files: memory, projectRoot: "/nowhere", variables: variables, limits: limits, processes: NoProcesses())
    let (entries, more) = await ReferenceResolution.resolve(
        loaded.entries, settings: settings, resolvers: offline ? nil : .declarations(context))
    return (entries, problems + loaded.diagnostics + more)
}

/// Fails every program, so that no test starts one by accident.
struct NoProcesses: ProcessRunner {
    func run(_ call: ProcessCall) async throws(ProcessFailure) -> [UInt8] { throw .notStarted }
}

extension Sequence<Diagnostic> {
    /// `code file:line`, to compare with what a test expects.
    var places: [String] {
        map { diagnostic in
            let place = diagnostic.location.map { SourceLocation(file: $0.file, line: $0.line).description }
            return [diagnostic.code, place].compactMap(\.self).joined(separator: " ")
        }
    }

    var errors: [Diagnostic] { filter { $0.severity == .error } }

    func first(_ code: String) -> Diagnostic? { first { $0.code == code } }
}

extension Payload {
    var connection: Connection? {
        if case .connection(let connection) = self { connection } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text.reveal() } else { nil }
    }
}
