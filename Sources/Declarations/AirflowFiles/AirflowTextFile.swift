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
        /// The text that the database keeps, at the place of the key in the file.
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
                throw FileProblem(.duplicateKey, "an option has exactly one value", at: member.value.location)
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
