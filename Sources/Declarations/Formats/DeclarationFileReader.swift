package import AirflowModel
package import SyncModel

/// A file of entries as Airflow's reader understands it: a mapping from keys to values.
package struct ParsedFile: Sendable {
    package var file: String
    package var format: DeclarationFormat
    package var root: LocatedValue
}

/// Reads files of entries in two layers: what Airflow's own reader makes of them, and what is refused on top.
package enum DeclarationFileReader {
    /// Larger files are refused before they are parsed.
    package static let sizeLimit = 16 << 20

    static let tooLarge = "the file is larger than \(sizeLimit >> 20) MiB and is not read"

    /// Reads a file exactly as Airflow's `LocalFilesystemBackend` and its import commands do.
    ///
    /// Repeated members are kept in the result; ``LocatedValue/effectiveMembers`` lets the last one win.
    /// - Throws: What Airflow fails on, too.
    package static func readAsAirflow(
        _ bytes: [UInt8], file: String, rules: AirflowRules = .current
    ) throws(FileProblem) -> ParsedFile {
        guard let format = DeclarationFormat(fileName: EncryptionTool.innerName(file), rules: rules) else {
            throw FileProblem(
                .fileType, "files must end in .yaml, .yml, .json or .env", at: SourceLocation(file: file))
        }
        let source = try SourceText(decoding: bytes, file: file)
        let root = try read(source, format, rules)
        guard root.members != nil else {
            throw FileProblem(
                .notAMapping, "the file must hold a mapping from keys to entries, not \(root.kindName)",
                at: root.location)
        }
        return ParsedFile(file: file, format: format, root: root)
    }

    /// Reads a file and adds what Lockstep refuses although Airflow's reader accepts it.
    package static func read(_ bytes: [UInt8], file: String) -> (file: ParsedFile?, diagnostics: [Diagnostic]) {
        guard bytes.count <= sizeLimit else {
            return (nil, [Diagnostic(.fileSize, tooLarge, at: SourceLocation(file: file))])
        }
        do {
            let parsed = try readAsAirflow(bytes, file: file)
            let broken = brokenTexts(in: parsed.root)
            guard broken.isEmpty else { return (nil, broken) }
            return (parsed, byteOrderMark(bytes, file: file) + repeatedKeys(in: parsed.root))
        } catch {
            return (nil, error.diagnostics)
        }
    }

    private static func read(
        _ source: SourceText, _ format: DeclarationFormat, _ rules: AirflowRules
    ) throws(FileProblem) -> LocatedValue {
        switch format {
        case .json: try JSONReader.read(source)
        case .yaml: try YAMLReader.read(source)
        case .env: try EnvFileReader.read(source, allowsEmptyKey: rules.allowsEmptyEnvKey)
        }
    }

    private static func byteOrderMark(_ bytes: [UInt8], file: String) -> [Diagnostic] {
        guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return [] }
        return [
            Diagnostic(
                .byteOrderMark,
                "the file begins with a byte order mark, which Airflow's readers "
                    + "take for part of the first key or fail on",
                at: SourceLocation(file: file, line: 1, column: 1), hint: "save the file as UTF-8 without one")
        ]
    }

    /// Airflow keeps half of a surrogate pair in memory. No byte of UTF-8 stands for it, so nothing can be stored.
    private static func brokenTexts(in value: LocatedValue) -> [Diagnostic] {
        if case .brokenText = value.content {
            return [
                Diagnostic(
                    .loneSurrogate,
                    "the text holds half of a surrogate pair, which no stored text can", at: value.location,
                    hint: "write the character itself, or both halves of the pair")
            ]
        }
        let parts = (value.members ?? []).flatMap { [$0.key, $0.value] } + (value.elements ?? [])
        return parts.flatMap(brokenTexts)
    }

    /// Names both places of each key that one mapping gives twice; keys from `<<` are meant to be hidden.
    package static func repeatedKeys(in value: LocatedValue) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var first: [KeyIdentity: SourceLocation] = [:]
        for member in value.members ?? [] {
            found += repeatedKeys(in: member.value)
            guard !member.isMerged else { continue }
            guard let earlier = first[member.key.keyIdentity] else {
                first[member.key.keyIdentity] = member.key.location
                continue
            }
            found.append(repetition(of: member.key, earlier: earlier))
        }
        for element in value.elements ?? [] { found += repeatedKeys(in: element) }
        return found
    }

    private static func repetition(of key: LocatedValue, earlier: SourceLocation) -> Diagnostic {
        let name = key.text.map { "`\(escapedForTerminal($0))`" } ?? "a key"
        return Diagnostic(
            .duplicateKey,
            "\(name) is given twice: here and in line \(earlier.line ?? 0); Airflow would silently take the last",
            at: key.location, hint: "remove one of them")
    }
}
