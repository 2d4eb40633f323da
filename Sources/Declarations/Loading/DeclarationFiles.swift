import SyncModel

/// A file that declares entries: where it is, of which kind its entries are, and of which team.
struct DeclarationFile: Hashable, Sendable {
    var path: String
    var kind: EntryKind
    var team: String?

    /// Who must decrypt it first; nil for a plain file.
    var encryption: EncryptionTool? { EncryptionTool(fileName: path) }
}

/// Finds the files that declare entries, in an order that depends on their names alone.
struct DeclarationFiles {
    private static let depthLimit = 20
    private let files: any RepoFiles
    private(set) var found: [DeclarationFile] = []
    private(set) var diagnostics: [Diagnostic] = []

    init(files: any RepoFiles) {
        self.files = files
    }

    /// Finds everything below a folder: the project itself (`""`) or one environment's overlay.
    mutating func find(in base: String) {
        let prefix = base.isEmpty ? "" : base + "/"
        for kind in [EntryKind.config, .connection, .variable] {
            walk(prefix + kind.folder, kind: kind, team: nil, depth: 0)
        }
        for entry in list(prefix + "teams") { team(entry, in: prefix + "teams") }
        for entry in list(base) { misspelled(entry, prefix: prefix) }
    }

    private mutating func team(_ entry: RepoFileEntry, in folder: String) {
        let path = folder + "/" + entry.name
        guard entry.kind == .folder else {
            if !entry.name.hasPrefix(".") { ignored(path, "only folders named after teams belong here") }
            return
        }
        guard Self.isTeamName(entry.name) else {
            diagnostics.append(
                Diagnostic(
                    .teamName, "`\(escapedForTerminal(entry.name))` cannot be the name of a team",
                    at: SourceLocation(file: path), hint: "use letters, digits, `-` and `_`"))
            return
        }
        walk(path + "/connections", kind: .connection, team: entry.name, depth: 0)
        walk(path + "/variables", kind: .variable, team: entry.name, depth: 0)
        for inner in list(path) where inner.name != "connections" && inner.name != "variables" {
            guard !inner.name.hasPrefix(".") else { continue }
            let isConfig = EntryKind(folder: inner.name) == .config
            let why =
                isConfig ? "Airflow never asks for a team's config options" : "a team has connections and variables"
            ignored(path + "/" + inner.name, why, severity: isConfig ? .error : .warning)
        }
    }

    private mutating func walk(_ folder: String, kind: EntryKind, team: String?, depth: Int) {
        guard depth <= Self.depthLimit else {
            diagnostics.append(
                Diagnostic(.nesting, "folders are nested too deeply", at: SourceLocation(file: folder)))
            return
        }
        for entry in list(folder) {
            let path = folder + "/" + entry.name
            if let note = suspicion(entry.name) {
                ignored(path, note, severity: .note)
                continue
            }
            if entry.name.hasPrefix(".") { continue }
            switch entry.kind {
            case .folder: walk(path, kind: kind, team: team, depth: depth + 1)
            case .file, .link:
                guard DeclarationFormat(fileName: EncryptionTool.innerName(entry.name)) != nil else {
                    if !Self.isDocumentation(entry.name) {
                        let isLink = entry.kind == .link && !entry.name.utf8.contains(UInt8(ascii: "."))
                        ignored(
                            path,
                            isLink
                                ? "links to folders are not followed, and a file's name ends in .yaml, .yml, .json or .env"
                                : "its name does not end in .yaml, .yml, .json or .env, nor in one of these and .age")
                    }
                    continue
                }
                found.append(DeclarationFile(path: path, kind: kind, team: team))
            case .other:
                diagnostics.append(
                    Diagnostic(
                        .specialFile, "devices, pipes and sockets are not read",
                        at: SourceLocation(file: path)))
            }
        }
    }

    private mutating func list(_ folder: String) -> [RepoFileEntry] {
        do {
            return try files.list(folder)
        } catch {
            diagnostics.append(
                Diagnostic(
                    .unreadableFolder, "the folder is not read: \(error.reason)",
                    at: SourceLocation(file: folder)))
            return []
        }
    }

    private mutating func ignored(
        _ path: String, _ why: String, severity: Diagnostic.Severity = .warning, hint: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(.ignoredFile, "ignored: \(why)", at: SourceLocation(file: path), hint: hint, severity: severity))
    }

    /// A folder beside those that are read whose name is nearly one of theirs, or a file in the place of one.
    private mutating func misspelled(_ entry: RepoFileEntry, prefix: String) {
        let likely = [
            "connection": "connections", "conns": "connections", "variable": "variables", "vars": "variables",
            "configs": "config", "configuration": "config", "team": "teams", "environment": "environments",
        ]
        let folders = ["connections", "variables", "config", "teams"] + (prefix.isEmpty ? ["environments"] : [])
        let name = entry.name.lowercased()
        if entry.kind == .folder, !folders.contains(entry.name) {
            // A short name is soon near to one that means something else, such as `tests`.
            let near = folders.first { folder in
                editDistance(Array(name.utf8), Array(folder.utf8), limit: folder.utf8.count > 7 ? 2 : 1) != nil
            }
            guard let meant = likely[name] ?? near else { return }
            ignored(prefix + entry.name, "declarations are looked for in `\(prefix)\(meant)`")
        } else if entry.kind == .file, DeclarationFormat(fileName: name) != nil,
            let meant = ["connections", "variables"].first(where: { name.hasPrefix($0 + ".") })
        {
            ignored(
                prefix + entry.name, "declarations are looked for in the folder `\(prefix)\(meant)`",
                hint: "an export of Airflow's database holds secrets in plain text: move it out of the repository")
        }
    }
}

extension DeclarationFiles {
    /// Why a hidden or backup file deserves a word; nil for names that are simply read or simply not.
    private func suspicion(_ name: String) -> String? {
        if name.lowercased() == ".env" {
            return "a file called just `.env` is not read, nor is it by Airflow since 3.1; give it a name"
        }
        let backups = ["~", ".bak", ".orig", ".old", ".save", ".swp", ".swo", ".tmp", ".rej"]
        if let suffix = backups.first(where: { name.lowercased().hasSuffix($0) }) {
            let original = name.dropLast(suffix.count)
            let isCopy = DeclarationFormat(fileName: original) != nil
            return isCopy ? "it looks like a backup copy; delete it if it holds secrets" : nil
        }
        let isHidden = name.hasPrefix(".") || (name.hasPrefix("#") && name.hasSuffix("#"))
        let inner = name.hasSuffix("#") ? String(name.dropFirst().dropLast()) : name
        return isHidden && DeclarationFormat(fileName: inner) != nil ? "hidden files are not read" : nil
    }

    private static func isDocumentation(_ name: String) -> Bool {
        let lower = name.lowercased()
        return ["readme", "license", "changelog"].contains(lower) || lower.hasSuffix(".md") || lower.hasSuffix(".txt")
            || lower.hasSuffix(".rst")
    }

    static func isTeamName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100
            && name.utf8.allSatisfy {
                isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }
}

func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
