import Foundation

/// Files that only their owner reads: reports and plans name items, hosts and logins, if never a secret.
enum PrivateFile {
    /// Writes the whole file or leaves what was there.
    static func write(_ text: String, to path: String) throws {
        let target = URL(fileURLWithPath: path)
        let draft = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString)")
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        guard rename(draft.path, target.path) == 0 else {
            try? FileManager.default.removeItem(at: draft)
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }
}
