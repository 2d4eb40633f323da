import SyncModel

/// One entry of a layer: its key's place and the node that declares it.
struct LayerEntry: Sendable {
    var id: EntryID
    var location: SourceLocation
    var value: LocatedValue
}

/// The entries of all files below one folder: the base or one environment's overlay.
struct EntryLayer: Sendable {
    var entries: [EntryID: LayerEntry] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    /// Teams that have a file, sorted.
    private(set) var teams: [String] = []

    /// Whether any of the files is encrypted.
    private(set) var hasEncrypted = false

    /// Encrypted files that were not read, so that nothing is known of what they declare.
    private(set) var unread: Set<String> = []

    init(files: any RepoFiles, folder: String, encrypted: EncryptedDeclarations) {
        var search = DeclarationFiles(files: files)
        search.find(in: folder)
        diagnostics = search.diagnostics
        teams = Set(search.found.compactMap(\.team)).sorted()
        for file in search.found {
            if let tool = file.encryption {
                read(file, encrypted[file.path], tool, from: files)
            } else {
                read(file, from: files)
            }
        }
    }

    private mutating func read(
        _ file: DeclarationFile, _ text: Result<Secret, ReferenceFailure>?, _ tool: EncryptionTool,
        from files: any RepoFiles
    ) {
        let place = SourceLocation(file: file.path)
        hasEncrypted = true
        switch text {
        case .success(let text)?: add(Array(text.reveal().utf8), of: file)
        case .failure(let failure)?:
            diagnostics.append(
                Diagnostic(
                    .unresolvedReference, "the encrypted file is not read: \(failure.reason)",
                    at: place, hint: failure.hint))
        case nil:
            guard let bytes = content(of: file, from: files, links: .refused) else { return }
            guard tool.isMarked(bytes, file: file.path) else {
                diagnostics.append(
                    Diagnostic(
                        .notEncrypted, "its name says \(tool.rawValue), but the file is not encrypted",
                        at: place, hint: "encrypt it with \(tool.rawValue), or rename it"))
                return
            }
            unread.insert(file.path)
            diagnostics.append(
                Diagnostic(
                    .encryptedFile, "encrypted with \(tool.rawValue): what it declares is not looked at",
                    at: place))
        }
    }

    private mutating func read(_ file: DeclarationFile, from files: any RepoFiles) {
        guard let bytes = content(of: file, from: files, links: .inside) else { return }
        add(bytes, of: file)
    }

    private mutating func content(
        of file: DeclarationFile, from files: any RepoFiles, links: LinkPolicy
    ) -> [UInt8]? {
        do {
            return try files.read(file.path, limit: DeclarationFileReader.sizeLimit, links: links)
        } catch {
            diagnostics.append(
                error.code == .size
                    ? Diagnostic(
                        .fileSize, DeclarationFileReader.tooLarge, at: SourceLocation(file: file.path),
                        hint: "split it into several files")
                    : Diagnostic(
                        error.code == .special ? .specialFile : .unreadableFile,
                        "the file is not read: \(error.reason)", at: SourceLocation(file: file.path)))
            return nil
        }
    }

    private mutating func add(_ bytes: [UInt8], of file: DeclarationFile) {
        let (parsed, problems) = DeclarationFileReader.read(bytes, file: file.path)
        diagnostics += problems
        if file.encryption == nil, let mark = parsed?.root.member("sops"), mark.value.member("mac") != nil {
            diagnostics.append(
                Diagnostic(
                    .encryptedFile, "the file is encrypted with SOPS, but its name does not say so",
                    at: mark.key.location, hint: "rename it so that it ends in .sops.yaml, .sops.json or .sops.env",
                    severity: .error))
            return
        }
        for member in parsed?.root.effectiveMembers ?? [] { add(member, of: file) }
    }

    private mutating func add(_ member: LocatedValue.Member, of file: DeclarationFile) {
        guard let key = member.key.text else {
            diagnostics.append(
                Diagnostic(
                    .keyNotText, "YAML reads this key as \(member.key.kindName), not as text",
                    at: member.key.location, hint: "write the key in quotes"))
            return
        }
        let id = EntryID(kind: file.kind, team: file.team, key: key)
        let entry = LayerEntry(id: id, location: member.key.location, value: member.value)
        guard let earlier = entries[id] else {
            entries[id] = entry
            return
        }
        diagnostics.append(
            Diagnostic(
                .duplicateEntry,
                "`\(escapedForTerminal(id.selector))` is declared twice: here and in \(earlier.location)",
                at: entry.location, hint: "remove one of them"))
    }
}
