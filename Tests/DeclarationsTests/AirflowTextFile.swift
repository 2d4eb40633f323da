import SyncModel

@testable import AirflowModel
@testable import Declarations

/// What Airflow's own readers make of a file of variables or config options, upon what the product's reader gives: the
/// judge of that reader by the recorded files.
enum AirflowTextFile {
    /// One value under the key that the file gives it.
    struct Entry: Sendable {
        var key: LocatedValue
        var value: LocatedValue
    }

    /// A variable as `airflow variables import` stores it.
    struct Imported: Sendable {
        /// The text that the database keeps, at the place of the key in the file.
        var key: LocatedValue
        var value: Secret

        /// Whether the value was something other than text and became JSON text.
        var isJSON: Bool
        var description: String?
    }

    /// Variables as `LocalFilesystemBackend` gives them: each value as it stands; Airflow 2 takes lists apart.
    static func variables(
        of file: ParsedFile, rules: AirflowRules = .current
    ) throws(FileProblem) -> [Entry] {
        guard !rules.takesListsApart else { return try options(of: file) }
        if file.format == .env { try refuseRepetitions(in: file.root) }
        return file.root.effectiveMembers.map { Entry(key: $0.key, value: $0.value) }
    }

    /// Config options as `LocalFilesystemBackend` gives them: a list must have exactly one element.
    static func options(of file: ParsedFile) throws(FileProblem) -> [Entry] {
        if file.format == .env { try refuseRepetitions(in: file.root) }
        var entries: [Entry] = []
        for member in file.root.effectiveMembers {
            guard let elements = member.value.elements else {
                entries.append(Entry(key: member.key, value: member.value))
                continue
            }
            guard elements.count == 1, let element = elements.first else {
                throw FileProblem(.duplicateKey, "an option has exactly one value", at: member.value.location)
            }
            entries.append(Entry(key: member.key, value: element))
        }
        return entries
    }

    /// Variables as the import command stores them, and the places of those it fails on while the rest goes in.
    static func imported(
        _ file: ParsedFile, rules: AirflowRules = .current
    ) throws(FileProblem) -> (variables: [Imported], failed: [SourceLocation]) {
        guard file.format == .json || rules.importReadsEveryFormat else {
            throw FileProblem(
                .fileType, "`airflow variables import` of Airflow \(rules.version) reads JSON only",
                at: file.root.location)
        }
        var variables: [Imported] = []
        var places: [KeyIdentity: Int] = [:]
        var failed: [SourceLocation] = []
        // Unlike the file backend, the command of Airflow 2 takes no lists apart either.
        for entry in try self.variables(of: file) {
            do {
                let variable = try imported(entry, rules)
                // A later key that becomes the same text overwrites the variable.
                if let place = places[variable.key.keyIdentity] {
                    variables[place] = variable
                } else {
                    places[variable.key.keyIdentity] = variables.count
                    variables.append(variable)
                }
            } catch {
                failed.append(entry.key.location)
            }
        }
        return (variables, failed)
    }

    private static func imported(_ entry: Entry, _ rules: AirflowRules) throws(FileProblem) -> Imported {
        guard let stored = try entry.key.storedText() else {
            throw FileProblem(.keyNotText, "a key cannot be null", at: entry.key.location)
        }
        let key = LocatedValue(.text(stored), at: entry.key.location)
        var value = entry.value
        var description: String?
        if let member = value.member("value"), rules.importTakesMember((try? member.value.jsonValue()) ?? .bool(true)) {
            description = try value.member("description")?.value.storedText()
            value = member.value
        }
        if let text = value.text {
            return Imported(key: key, value: Secret(text), isJSON: false, description: description)
        }
        // Inside of a structure, half of a surrogate pair is written as its escape; alone it is nothing that can be stored.
        if case .brokenText = value.content { _ = try value.storedText() }
        let json = PythonJSON.indented(try value.jsonValue())
        return Imported(key: key, value: Secret(json), isJSON: true, description: description)
    }
}

extension AirflowRules {
    /// Whether `airflow variables import` stores the member `value` of an object instead of the object: from Airflow 3.3
    /// always, from 3.0 where the value is truthy, before never.
    fileprivate func importTakesMember(_ value: JSONValue) -> Bool {
        version.isAtLeast(3, 3, 0) || (version.isAtLeast(3, 0, 0) && value.isTruthy)
    }

    /// Whether `airflow variables import` reads YAML and `.env` files, too (from Airflow 3.1).
    fileprivate var importReadsEveryFormat: Bool { version.isAtLeast(3, 1, 0) }

    /// Whether the file backend takes the only element of a list for the variable, and refuses other lists (Airflow 2).
    fileprivate var takesListsApart: Bool { !version.isAtLeast(3, 0, 0) }
}
