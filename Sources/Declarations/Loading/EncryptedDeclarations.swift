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
        var opened = EncryptedDeclarations()
        await withTaskGroup(of: (String, Result<Secret, ReferenceFailure>).self) { group in
            var waiting = search.found.filter { $0.encryption != nil }.makeIterator()
            func addNext() {
                guard let file = waiting.next(), let tool = file.encryption else { return }
                group.addTask { (file.path, await decryption.text(of: file.path, with: tool)) }
            }
            for _ in 0..<FileDecryption.parallelism { addNext() }
            while let (path, text) = await group.next() {
                opened.texts[path] = text
                addNext()
            }
        }
        return opened
    }

    /// Nil where the file was not to be decrypted.
    subscript(path: String) -> Result<Secret, ReferenceFailure>? { texts[path] }
}
