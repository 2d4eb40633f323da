import SyncModel

/// The files of a project, as a seam between the loader and the disk.
///
/// Paths are relative to the project folder, with `/` between parts and without `.` or `..`.
package protocol RepoFiles: Sendable {
    /// What a folder holds, sorted by name; empty where there is no such folder.
    func list(_ folder: String) throws(RepoFileError) -> [RepoFileEntry]

    /// The bytes of a regular file.
    ///
    /// - Parameter links: Whether a symbolic link may lead to the file; it must stay inside the project either way.
    func read(_ path: String, limit: Int, links: LinkPolicy) throws(RepoFileError) -> [UInt8]
}

/// Whether symbolic links are followed.
package enum LinkPolicy: Sendable {
    /// A link to a file inside the project and outside `.git` is followed.
    case inside
    /// No part of the path may be a link.
    case refused
}

/// One name in a folder.
package struct RepoFileEntry: Sendable, Hashable {
    package enum Kind: Sendable { case file, folder, link, other }

    package var name: String
    package var kind: Kind

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// Why a file or folder could not be read or written.
package struct RepoFileError: Error, Hashable, Sendable {
    package enum Code: String, Sendable {
        case missing, outside, link, special, size, denied
        case unreadable
        case unwritable, changed
    }

    package var code: Code
    package var path: String

    package init(_ code: Code, path: String) {
        self.code = code
        self.path = path
    }

    /// What went wrong, in the words of a message.
    package var reason: String {
        switch code {
        case .missing: "there is no such file"
        case .outside: "the path leads out of the project folder"
        case .link: "a symbolic link is in the way"
        case .special: "it is not an ordinary file"
        case .size: "the file is too large"
        case .denied: "reading it is not permitted"
        case .unreadable: "it cannot be read"
        case .unwritable: "it cannot be written"
        case .changed: "someone else has written it in the meantime"
        }
    }
}

/// The parts of a path relative to the project; nil where it is absolute, empty or holds `.`, `..` or empty parts.
package func safeParts(of path: String) -> [String]? {
    guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
    let parts = path.pathParts(keepingEmpty: true)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
    return parts
}

/// Whether a path touches Git's own folder, in any letter case that some file system would accept.
package func isGitFolder(_ parts: [String]) -> Bool {
    parts.contains { $0.lowercased() == ".git" }
}
