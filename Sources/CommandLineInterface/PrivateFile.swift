import Foundation
import Planning
import SyncEngine

#if canImport(Glibc)
    import Glibc
#endif

/// Files that only their owner reads: reports and plans name items, hosts and logins, if never a secret.
enum PrivateFile {
    static let notWritableCode = "not-writable"

    /// Writes the whole file or leaves what was there. A device, a pipe or what a symbolic link leads to is written to in
    /// place, for it is not ours to replace.
    ///
    /// - Throws: ``EngineFailure`` `not-writable` (1).
    static func write(_ text: String, to path: String) throws {
        if isInPlace(path) {
            try write(text, openedAt: path, O_CREAT | O_TRUNC, namedBy: path)
        } else {
            try replace(path, with: text)
        }
    }

    /// Makes sure, as far as that can be known, that a file can be written.
    ///
    /// - Throws: ``EngineFailure`` `not-writable` (1).
    static func check(_ path: String, namedBy name: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw notWritable(name, String(cString: strerror(EISDIR)))
        }
        if isInPlace(path) { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard access(folder, W_OK | X_OK) == 0 else { throw notWritable(name, String(cString: strerror(errno))) }
    }

    /// Makes the folder of a file, and those above it, for their owner alone; one that exists stays as it is.
    ///
    /// - Throws: ``EngineFailure`` `not-writable` (1).
    static func makeFolder(of path: String) throws {
        do {
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            let cause = (error as? CocoaError)?.underlying as? POSIXError
            let reason = cause.map { String(cString: strerror($0.code.rawValue)) }
            throw notWritable(path, reason ?? error.localizedDescription)
        }
    }

    /// Whether something is there that is no regular file, and so is written to as it is.
    private static func isInPlace(_ path: String) -> Bool {
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        return type.map { $0 != .typeRegular } ?? false
    }

    private static func replace(_ path: String, with text: String) throws {
        let target = URL(fileURLWithPath: path)
        let draft = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString)").path
        do {
            try write(text, openedAt: draft, O_CREAT | O_EXCL, namedBy: path)
        } catch {
            unlink(draft)
            throw error
        }
        guard rename(draft, target.path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw notWritable(path, reason)
        }
    }

    private static func write(_ text: String, openedAt place: String, _ flags: Int32, namedBy path: String) throws {
        let descriptor = open(place, O_WRONLY | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw notWritable(path, String(cString: strerror(errno))) }
        do {
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        } catch {
            throw notWritable(path, error.localizedDescription)
        }
    }

    private static func notWritable(_ path: String, _ reason: String) -> EngineFailure {
        EngineFailure(
            .failed, code: notWritableCode, "cannot write \(path)", causes: [reason],
            hints: ["name a file in a folder that exists and that you may write to"])
    }
}
