import SyncModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A project folder on disk; with `DiskFiles+Writing` the only one of this target that touches the file
/// system.
///
/// Every read opens the file without blocking, checks the open descriptor and not the name, and stops at the limit, so
/// that devices, pipes and files swapped in the meantime are refused.
package struct DiskFiles: RepoFiles {
    let root: String

    /// - Parameter root: The absolute path of the project folder.
    package init(root: String) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
    }

    package func list(_ folder: String) throws(RepoFileError) -> [RepoFileEntry] {
        let parts = folder.isEmpty ? [] : safeParts(of: folder)
        guard let parts, !isGitFolder(parts) else { throw RepoFileError(.outside, path: folder) }
        let descriptor: CInt
        do {
            descriptor = try openWithoutLinks(parts, flags: O_RDONLY | O_DIRECTORY, path: folder)
        } catch {
            if error.code == .missing { return [] }
            throw error
        }
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            throw RepoFileError(.unreadable, path: folder)
        }
        defer { closedir(stream) }
        var entries: [RepoFileEntry] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            guard name != ".", name != ".." else { continue }
            entries.append(RepoFileEntry(name: name, kind: kind(of: name, in: descriptor)))
        }
        return entries.sorted { $0.name < $1.name }
    }

    package func read(_ path: String, limit: Int, links: LinkPolicy) throws(RepoFileError) -> [UInt8] {
        guard let parts = safeParts(of: path), !isGitFolder(parts) else { throw RepoFileError(.outside, path: path) }
        let target = links == .refused ? parts : try partsBehindLinks(parts, path: path)
        let descriptor = try openWithoutLinks(target, flags: O_RDONLY | O_NONBLOCK, path: path)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw RepoFileError(.special, path: path)
        }
        return try contents(of: descriptor, limit: limit, path: path)
    }

    private func contents(of descriptor: CInt, limit: Int, path: String) throws(RepoFileError) -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            #if canImport(Darwin)
                let count = Darwin.read(descriptor, &buffer, buffer.count)
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, &buffer, buffer.count)
            #else
                let count = Glibc.read(descriptor, &buffer, buffer.count)
            #endif
            if count == 0 { return result }
            if count < 0 {
                if errno == EINTR { continue }
                throw RepoFileError(.unreadable, path: path)
            }
            result += buffer[..<count]
            guard result.count <= limit else { throw RepoFileError(.size, path: path) }
        }
    }

    /// Opens part by part, so that no part can be a link, not even one put there a moment ago.
    private func openWithoutLinks(_ parts: [String], flags: CInt, path: String) throws(RepoFileError) -> CInt {
        var current = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard current >= 0 else { throw failure(path, name: nil, in: current) }
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            let next = openat(current, part, (isLast ? flags : O_RDONLY | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else {
                let error = failure(path, name: part, in: current)
                close(current)
                throw error
            }
            close(current)
            current = next
        }
        return current
    }

    private func failure(_ path: String, name: String?, in folder: CInt) -> RepoFileError {
        let code = errno
        if let name, kind(of: name, in: folder) == .link { return RepoFileError(.link, path: path) }
        return switch code {
        case ENOENT, ENOTDIR: RepoFileError(.missing, path: path)
        case EACCES, EPERM: RepoFileError(.denied, path: path)
        case ELOOP: RepoFileError(.link, path: path)
        case ENXIO, EISDIR: RepoFileError(.special, path: path)
        default: RepoFileError(.unreadable, path: path)
        }
    }

    private func kind(of name: String, in folder: CInt) -> RepoFileEntry.Kind {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .other }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    /// Where a path leads after all links, if that is still inside the project.
    private func partsBehindLinks(_ parts: [String], path: String) throws(RepoFileError) -> [String] {
        guard let base = Self.resolved(root), let target = Self.resolved(root + "/" + parts.joined(separator: "/"))
        else {
            throw RepoFileError(.missing, path: path)
        }
        let prefix = base == "/" ? base : base + "/"
        guard let inside = target.dropping(prefix: prefix).flatMap(safeParts), !isGitFolder(inside) else {
            throw RepoFileError(.outside, path: path)
        }
        return inside
    }

    static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
