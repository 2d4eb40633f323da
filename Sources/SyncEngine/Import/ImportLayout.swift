import AirflowModel
import Declarations
import SyncModel

/// Where imported entries go: by kind, connections by type, teams in their folders.
enum ImportLayout {
    /// The folder of an entry's kind and team, without a slash at the end.
    static func folder(of id: EntryID) -> String {
        (id.team.map { "teams/\($0)/" } ?? "") + id.kind.folder
    }

    /// The file for an entry, without its ending.
    static func stem(of draft: EntryDraft) -> String {
        let name: String =
            switch draft.id.kind {
            case .connection: fileName(draft.candidate.connection?.connType ?? "")
            case .variable: "variables"
            case .config: "config"
            }
        return folder(of: draft.id) + "/" + name
    }

    /// A connection type comes from the service and may hold anything.
    private static func fileName(_ connType: String) -> String {
        let name = connType.lowercased().unicodeScalars.prefix(60).map { scalar -> Character in
            switch scalar {
            case "a"..."z", "0"..."9", "_": Character(scalar)
            default: "_"
            }
        }
        return name.isEmpty ? "other" : String(name)
    }

    /// Declarations of an environment with an overlay go there, since the files above it count everywhere.
    static func environmentFolder(_ environment: String) -> String {
        environment == "default" ? "" : "environments/\(environment)/"
    }
}

/// One file that is to be written, against what it held when this was decided.
struct FileEdit: Sendable {
    var path: String
    var before: [UInt8]?
    var after: [UInt8]
    var added: Int
    var isPrivate = false
}

/// Decides which files to write for drafts; reads files, writes none.
struct FileEdits {
    let files: any RepoFiles
    let prefix: String
    private(set) var edits: [FileEdit] = []

    /// Where each entry will stand.
    private(set) var locations: [EntryID: SourceLocation] = [:]

    init(files: any RepoFiles, prefix: String) {
        self.files = files
        self.prefix = prefix
    }

    mutating func add(_ drafts: [EntryDraft], isPrivate: Bool) throws(RepoFileError) {
        let groups = Dictionary(grouping: drafts, by: ImportLayout.stem)
        for (stem, members) in groups.sorted(by: { $0.key < $1.key }) {
            let members = members.sorted { $0.id < $1.id }
            let entries = members.map { EntryText(key: $0.id.key, text: YAMLText.entry($0.id.key, $0.value)) }
            let edit = try addition(entries, stem: prefix + stem, isPrivate: isPrivate)
            let places = DeclarationAppending.locations(in: edit.after, file: edit.path)
            for draft in members { locations[draft.id] = places[BytewiseKey(draft.id.key)] }
            edits.append(edit)
        }
    }

    /// Appends where that leaves everything as it is, and begins another file where it does not.
    private func addition(_ entries: [EntryText], stem: String, isPrivate: Bool) throws(RepoFileError) -> FileEdit {
        for number in 0..<1000 {
            let path = stem + (number == 0 ? "" : number == 1 ? "-imported" : "-imported-\(number)") + ".yaml"
            let before = try content(path)
            guard let after = DeclarationAppending.appending(entries, to: before ?? [], file: path) else { continue }
            return FileEdit(
                path: path, before: before, after: after, added: entries.count, isPrivate: isPrivate)
        }
        throw RepoFileError(.unwritable, path: stem + ".yaml")
    }

    /// The first of `NAME`, `NAME-2`, … that is not taken: an encrypted file is not added to.
    func freeName(_ name: String, _ ending: String) throws(RepoFileError) -> String {
        for number in 1..<1000 {
            let path = prefix + name + (number == 1 ? "" : "-\(number)") + ending
            if try content(path) == nil { return path }
        }
        throw RepoFileError(.unwritable, path: name)
    }

    mutating func addNew(_ path: String, _ bytes: [UInt8], added: Int) {
        edits.append(FileEdit(path: path, before: nil, after: bytes, added: added))
    }

    /// Adds names without values to `.env.example`.
    mutating func addVariables(_ variables: [(name: String, field: String)]) throws(RepoFileError) {
        let path = ".env.example"
        let before = try content(path)
        var text = String(decoding: before ?? [], as: UTF8.self)
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        let known = Set(text.split(whereSeparator: \.isNewline).map { String($0.prefix { $0 != "=" }) })
        let new = variables.filter { !known.contains($0.name) }
        guard !new.isEmpty else { return }
        for variable in new { text += "# \(escapedForTerminal(variable.field))\n\(variable.name)=\n" }
        edits.append(FileEdit(path: path, before: before, after: Array(text.utf8), added: new.count))
    }

    private func content(_ path: String) throws(RepoFileError) -> [UInt8]? {
        do {
            return try files.read(path, limit: DeclarationFileReader.sizeLimit, links: .refused)
        } catch {
            if error.code == .missing { return nil }
            throw error
        }
    }
}
