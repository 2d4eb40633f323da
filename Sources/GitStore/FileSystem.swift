#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few questions to the file system that libgit2 does not answer.
enum FileSystem {
    /// The numeric owner of a file or folder itself, not of what a link points to; nil where there is none.
    static func owner(of path: String) -> UInt32? {
        var status = stat()
        return lstat(path, &status) == 0 ? UInt32(status.st_uid) : nil
    }

    /// Whole seconds since a file was last written to, by the machine's clock; nil where there is none.
    static func age(of path: String) -> Int? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return time(nil) - status.st_mtim.tv_sec
    }

    /// Whether the file is gone now.
    static func remove(_ path: String) -> Bool { unlink(path) == 0 || errno == ENOENT }

    /// Does something while no other process does it under the same file; nil if that file cannot be made.
    static func alone<Result>(on file: String, _ body: () -> Result) -> Result? {
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { return nil }
        }
        return body()
    }

    /// Waits; for locks that are held for a moment.
    static func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    static var effectiveUser: UInt32 { UInt32(geteuid()) }

    /// The path without links, `.` and `..`; nil where it leads nowhere.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func makeFolder(_ path: String) {
        _ = mkdir(path, 0o777)
    }

    /// The lines of a small text file of Git's own; nil where it cannot be read.
    static func lines(of path: String) -> [String]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            text.append(contentsOf: buffer[..<count])
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
