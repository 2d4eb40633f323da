import Foundation
import Planning
import SyncEngine

/// Files that only their owner reads: reports and plans name items, hosts and logins, if never a secret.
enum PrivateFile {
    /// Writes the whole file or leaves what was there.
    ///
    /// - Throws: ``EngineFailure`` `not-writable` (1).
    static func write(_ text: String, to path: String) throws {
        let target = URL(fileURLWithPath: path)
        let draft = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString)").path
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw notWritable(path, String(cString: strerror(errno))) }
        do {
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        } catch {
            unlink(draft)
            throw notWritable(path, error.localizedDescription)
        }
        guard rename(draft, target.path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw notWritable(path, reason)
        }
    }

    private static func notWritable(_ path: String, _ reason: String) -> EngineFailure {
        EngineFailure(
            .failed, code: "not-writable", "cannot write \(path)", causes: [reason],
            hints: ["name a file in a folder that exists and that you may write to"])
    }
}
