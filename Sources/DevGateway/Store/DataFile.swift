#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of a gateway on disk, made readable by their owner alone.
enum DataFile {
    private static let signature = Array("SQLite format 3\0".utf8)
    private static let ownerOnly: mode_t = 0o600

    /// Makes an empty file with mode 0600, or checks that an existing one is a database at all.
    static func prepare(_ path: String) throws(GatewayError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, ownerOnly)
        guard descriptor >= 0 else { throw .dataFileUnusable(path, lastError()) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: signature.count)
        let count = read(descriptor, &header, header.count)
        guard count >= 0 else { throw .dataFileUnusable(path, lastError()) }
        guard count == 0 || header == signature else { throw .dataFileForeign(path) }
    }

    /// Takes all rights of others away from a file known to be ours.
    static func restrict(_ path: String) throws(GatewayError) {
        guard chmod(path, ownerOnly) == 0 else { throw .dataFileUnusable(path, lastError()) }
    }

    /// Replaces a small file in one step; nobody else can read it at any time.
    static func replace(_ path: String, with text: String) throws(GatewayError) {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, ownerOnly)
        guard descriptor >= 0 else { throw .dataFileUnusable(path, lastError()) }
        let bytes = Array(text.utf8)
        let written = write(descriptor, bytes, bytes.count)
        let isComplete = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isComplete, rename(temporary, path) == 0 else {
            let reason = lastError()
            unlink(temporary)
            throw .dataFileUnusable(path, reason)
        }
    }

    /// The text of a small file; nil when there is none.
    static func contents(of path: String, limit: Int = 1 << 20) throws(GatewayError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw .dataFileUnusable(path, lastError()) }
        defer { close(descriptor) }
        var collected: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw .dataFileUnusable(path, lastError()) }
            if count == 0 { return String(decoding: collected, as: UTF8.self) }
            collected.append(contentsOf: chunk[..<count])
            guard collected.count <= limit else { throw .dataFileUnusable(path, "it is too large") }
        }
    }

    private static func lastError() -> String {
        String(cString: strerror(errno))
    }
}
