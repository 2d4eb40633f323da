import Declarations
import SyncModel

/// The project's files with some of them edited in memory.
struct EditedFiles: RepoFiles {
    let base: any RepoFiles
    private(set) var edits: [FileEdit] = []

    init(base: any RepoFiles) {
        self.base = base
    }

    /// False where an edit is not possible.
    mutating func apply(_ wanted: [(field: String, edit: DeclarationEdit)]) -> Bool {
        for (file, group) in Dictionary(grouping: wanted.map(\.edit), by: \.location.file) {
            guard let before = try? base.read(file, limit: DeclarationFileReader.sizeLimit, links: .refused),
                let after = DeclarationEditing.applying(group, to: before, file: file)
            else { return false }
            edits.append(FileEdit(path: file, before: before, after: after, added: 0))
        }
        return true
    }

    func list(_ folder: String) throws(RepoFileError) -> [RepoFileEntry] { try base.list(folder) }

    func read(_ path: String, limit: Int, links: LinkPolicy) throws(RepoFileError) -> [UInt8] {
        if let edit = edits.first(where: { $0.path == path }) { return edit.after }
        return try base.read(path, limit: limit, links: links)
    }
}
