package import AirflowModel
package import SyncModel

/// What Airflow's own readers make of a file of variables or config options.
package enum AirflowTextFile {
    /// One value under the key that the file gives it.
    package struct Entry: Sendable {
        package var key: LocatedValue
        package var value: LocatedValue
    }

    /// A variable as `airflow variables import` stores it.
    package struct Imported: Sendable {
        package var key: LocatedValue
        package var value: Secret

        /// Whether the value was something other than text and became JSON text.
        package var isJSON: Bool
        package var description: String?
    }

    /// Variables as `LocalFilesystemBackend` gives them: each value as it stands; Airflow 2 takes lists apart.
    package static func variables(
        of file: ParsedFile, rules: AirflowRules = .current
    ) throws(FileProblem) -> [Entry] {
        guard !rules.takesListsApart else { return try options(of: file) }
        if file.format == .env { try refuseRepetitions(in: file.root) }
        return file.root.effectiveMembers.map { Entry(key: $0.key, value: $0.value) }
    }

    /// Config options as `LocalFilesystemBackend` gives them: a list must have exactly one element.
    package static func options(of file: ParsedFile) throws(FileProblem) -> [Entry] {
        if file.format == .env { try refuseRepetitions(in: file.root) }
        var entries: [Entry] = []
        for member in file.root.effectiveMembers {
            guard let elements = member.value.elements else {
                entries.append(Entry(key: member.key, value: member.value))
                continue
            }
            guard elements.count == 1, let element = elements.first else {
                throw FileProblem("not-unique", "an option has exactly one value", at: member.value.location)
            }
            entries.append(Entry(key: member.key, value: element))
        }
        return entries
    }

    /// Variables as the import command stores them, and the places of those it fails on while the rest goes in.
    package static func imported(
        _ file: ParsedFile, rules: AirflowRules = .current
    ) throws(FileProblem) -> (variables: [Imported], failed: [SourceLocation]) {
        guard file.format == .json || rules.importReadsEveryFormat else {
            throw FileProblem(
                "file-type", "`airflow variables import` of Airflow \(rules.version) reads JSON only",
                at: file.root.location)
        }
        var variables: [Imported] = []
        var failed: [SourceLocation] = []
        for entry in try self.variables(of: file) {
            do {
                if entry.key.isNull {
                    throw FileProblem("key-not-text", "a key cannot be null", at: entry.key.location)
                }
                variables.append(try imported(entry, rules))
            } catch {
                failed.append(entry.key.location)
            }
        }
        return (variables, failed)
    }

    private static func imported(_ entry: Entry, _ rules: AirflowRules) throws(FileProblem) -> Imported {
        var value = entry.value
        var description: String?
        if let member = value.member("value"), rules.importTakesMember((try? member.value.jsonValue()) ?? .bool(true)) {
            description = value.member("description")?.value.text
            value = member.value
        }
        if let text = value.text {
            return Imported(key: entry.key, value: Secret(text), isJSON: false, description: description)
        }
        let json = PythonJSON.indented(try value.jsonValue())
        return Imported(key: entry.key, value: Secret(json), isJSON: true, description: description)
    }
}
