import SyncModel

/// Whole files of declarations that are encrypted, decrypted in memory before the files are read.
///
/// A file that was not decrypted is absent here: what it declares is then unknown, and ``DeclarationLoader`` says so.
package struct EncryptedDeclarations: Sendable {
    private var texts: [String: Result<Secret, ReferenceFailure>] = [:]

    /// Nothing is decrypted: for commands that need no secret.
    package static let closed = EncryptedDeclarations()

    private init() {}

    /// Decrypts every encrypted file of declarations that the environment uses.
    package static func open(
        _ files: any RepoFiles, environment: String, with decryption: FileDecryption
    ) async -> EncryptedDeclarations {
        var search = DeclarationFiles(files: files)
        search.find(in: "")
        search.find(in: "environments/\(environment)")
        let encrypted = search.found.compactMap { file in file.encryption.map { (path: file.path, tool: $0) } }
        let texts = await boundedMap(encrypted, limit: FileDecryption.parallelism) { file in
            (file.path, await decryption.text(of: file.path, with: file.tool))
        }
        var opened = EncryptedDeclarations()
        opened.texts = Dictionary(texts) { _, last in last }
        return opened
    }

    /// Nil where the file was not to be decrypted.
    subscript(path: String) -> Result<Secret, ReferenceFailure>? { texts[path] }
}
