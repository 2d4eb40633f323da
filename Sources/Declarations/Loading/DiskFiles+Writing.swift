#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension DiskFiles {
    /// Puts a whole file in place in one step; folders on the way are made, links on the way are refused.
    ///
    /// - Parameters:
    ///   - expected: what the file must still hold; nil for one that must not be there yet.
    ///   - isPrivate: whether a new file may be read by its owner only.
    /// - Throws: `changed` where someone else was there first, with nothing written.
    package func write(
        _ path: String, _ bytes: [UInt8], replacing expected: [UInt8]?, isPrivate: Bool = false
    ) throws(RepoFileError) {
        guard let parts = safeParts(of: path), !isGitFolder(parts), let name = parts.last else {
            throw RepoFileError(.outside, path: path)
        }
        let folder = try openFolder(parts.dropLast(), path: path)
        defer { close(folder) }
        let mode = expected == nil ? (isPrivate ? 0o600 : 0o644) : try self.mode(of: name, in: folder, path: path)
        let draft = ".\(name).\(UInt64.random(in: .min ... .max))"
        let descriptor = openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path) }
        defer { unlinkat(folder, draft, 0) }
        let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten else { throw RepoFileError(.unwritable, path: path) }
        if let expected {
            guard try read(path, limit: max(expected.count, 1), links: .refused) == expected else {
                throw RepoFileError(.changed, path: path)
            }
            guard renameat(folder, draft, folder, name) == 0 else { throw failure(path) }
        } else {
            // A link, unlike a rename, fails where the name is taken.
            guard linkat(folder, draft, folder, name, 0) == 0 else { throw failure(path) }
        }
    }

    private func mode(of name: String, in folder: CInt, path: String) throws(RepoFileError) -> mode_t {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw failure(path) }
        return status.st_mode & 0o777
    }

    /// Opens the folder part by part and makes what is missing.
    private func openFolder(_ parts: ArraySlice<String>, path: String) throws(RepoFileError) -> CInt {
        var current = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if current < 0, errno == ENOENT, makeRoot() { current = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard current >= 0 else { throw failure(path) }
        for part in parts {
            _ = mkdirat(current, part, 0o755)
            let next = openat(current, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let error = failure(path)
            close(current)
            guard next >= 0 else { throw error }
            current = next
        }
        return current
    }

    private func makeRoot() -> Bool {
        var made = ""
        for part in root.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else { return false }
        }
        return true
    }

    private func failure(_ path: String) -> RepoFileError {
        switch errno {
        case EEXIST: RepoFileError(.changed, path: path)
        case ELOOP, ENOTDIR: RepoFileError(.link, path: path)
        case EACCES, EPERM, EROFS: RepoFileError(.denied, path: path)
        default: RepoFileError(.unwritable, path: path)
        }
    }
}

extension DiskFiles {
    /// Whether a path, links followed, lies in a folder or in the Git repository around it.
    static func lies(_ path: String, inRepositoryOf folder: String) -> Bool {
        let target = resolved(path) ?? path
        guard var root = resolved(folder) else { return false }
        var candidate = root
        while let slash = candidate.lastIndex(of: "/") {
            if access(candidate + "/.git", F_OK) == 0 { root = candidate }
            candidate = String(candidate[..<slash])
        }
        return target == root || target.hasPrefix(root + "/")
    }
}

private func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}
