import Foundation
import SyncModel

/// Where an import wrote its files, for the commands that it tells the user to run.
struct ImportPlace {
    /// The folders of the project and of the user's shell, absolute.
    let project: String
    let current: String

    /// The folder of `--out`, absolute; nil where the files went into the project.
    let out: String?

    /// The command that commits the files; nil where they lie outside of the project's repository.
    ///
    /// It names each file: whatever else lies about is none of this commit's business, least of all an export.
    func commit(_ files: [String]) -> String? {
        var prefix = ""
        if let out, out != project {
            guard let repository = Self.repository(around: project), Self.repository(around: out) == repository else {
                return nil
            }
            prefix = (out.dropping(prefix: project + "/") ?? out) + "/"
        }
        let git = project == current ? "git" : "git -C \(shellWord(project))"
        return "\(git) add \(files.map { shellWord(prefix + $0) }.joined(separator: " ")) && \(git) commit"
    }

    private static func repository(around path: String) -> String? {
        var folder = URL(fileURLWithPath: path, isDirectory: true).resolvingSymlinksInPath()
        while !FileManager.default.fileExists(atPath: folder.appendingPathComponent(".git").path) {
            let parent = folder.deletingLastPathComponent().standardizedFileURL
            guard parent.path != folder.path else { return nil }
            folder = parent
        }
        return folder.path
    }
}
