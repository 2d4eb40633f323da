import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The files of a project with the state in which each was found first.
///
/// Files are read one after the other, while an editor may have written half of one or Git be checking out others. Where
/// none has changed at a later moment, what was read is what all of them held at one moment.
package final class WatchedFiles: RepoFiles {
    package let disk: DiskFiles
    private let found = Mutex<[String: FileState]>([:])

    package init(_ disk: DiskFiles) {
        self.disk = disk
    }

    package func list(_ folder: String) throws(RepoFileError) -> [RepoFileEntry] {
        note(folder)
        return try disk.list(folder)
    }

    package func read(_ path: String, limit: Int, links: LinkPolicy) throws(RepoFileError) -> [UInt8] {
        note(path)
        return try disk.read(path, limit: limit, links: links)
    }

    /// The files and folders that were looked at and are not as they were, sorted.
    ///
    /// The project's own folder is none of them: anything may come and go there that declares nothing.
    package func changed() -> [String] {
        found.withLock { $0 }.filter { FileState(disk, $0.key) != $0.value }.keys.sorted()
    }

    private func note(_ path: String) {
        guard safeParts(of: path) != nil else { return }
        let state = FileState(disk, path)
        found.withLock { found in
            if found[path] == nil { found[path] = state }
        }
    }
}

/// What tells a file or folder from another one in its place, and from itself with other content.
private struct FileState: Hashable, Sendable {
    /// Empty where there is nothing.
    private var marks: [Int64] = []

    init(_ files: DiskFiles, _ path: String) {
        let path = files.root + "/" + path
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        add(status)
        if status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) == 0 { add(status) }
    }

    private mutating func add(_ status: stat) {
        #if canImport(Darwin)
            let times = [status.st_mtimespec, status.st_ctimespec]
        #else
            let times = [status.st_mtim, status.st_ctim]
        #endif
        marks += [
            Int64(truncatingIfNeeded: status.st_dev), Int64(truncatingIfNeeded: status.st_ino), Int64(status.st_size),
        ]
        marks += times.flatMap { [Int64($0.tv_sec), Int64($0.tv_nsec)] }
    }
}
