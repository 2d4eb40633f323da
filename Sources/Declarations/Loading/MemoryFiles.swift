import SyncModel

/// A project that lives in memory, for tests and for content that comes from Git objects.
package struct MemoryFiles: RepoFiles {
    private var files: [String: [UInt8]]
    private var special: [String: RepoFileEntry.Kind]

    package init(_ files: [String: String], special: [String: RepoFileEntry.Kind] = [:]) {
        self.init(bytes: files.mapValues { Array($0.utf8) }, special: special)
    }

    package init(bytes: [String: [UInt8]], special: [String: RepoFileEntry.Kind] = [:]) {
        files = bytes
        self.special = special
    }

    package func list(_ folder: String) throws(RepoFileError) -> [RepoFileEntry] {
        let prefix = folder.isEmpty ? "" : folder + "/"
        var kinds: [String: RepoFileEntry.Kind] = [:]
        for path in files.keys {
            guard let parts = path.dropping(prefix: prefix)?.pathParts(), let name = parts.first else { continue }
            kinds[name] = parts.count == 1 ? .file : .folder
        }
        for (path, kind) in special {
            guard let name = path.dropping(prefix: prefix), !name.containsBytes(of: "/") else { continue }
            kinds[name] = kind
        }
        return kinds.map { RepoFileEntry(name: $0.key, kind: $0.value) }.sorted { $0.name < $1.name }
    }

    package func read(_ path: String, limit: Int, links: LinkPolicy) throws(RepoFileError) -> [UInt8] {
        guard let parts = safeParts(of: path), !isGitFolder(parts) else { throw RepoFileError(.outside, path: path) }
        if let kind = special[path] { throw RepoFileError(kind == .link ? .link : .special, path: path) }
        guard let bytes = files[path] else { throw RepoFileError(.missing, path: path) }
        guard bytes.count <= limit else { throw RepoFileError(.size, path: path) }
        return bytes
    }
}
