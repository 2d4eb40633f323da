/// A commit as it was written.
package struct GitCommit: Sendable, Hashable {
    package var id: CommitID
    package var tree: TreeID
    package var parents: [CommitID]
    package var author: GitSignature
    package var committer: GitSignature

    /// The whole message, with its final line break.
    package var message: String

    /// Whether it carries a signature (`gpgsig`).
    package var isSigned: Bool
}

/// A file somewhere below a tree.
package struct GitFile: Sendable, Hashable {
    /// The path from the tree, with `/` between folders.
    package var path: String
    package var blob: BlobID
    package var isRegular: Bool
}

/// A file that differs between two trees.
package struct GitFileChange: Sendable, Hashable {
    package var path: String
    package var before: BlobID?
    package var after: BlobID?

    /// Whether the new file is an ordinary one: not executable, no link, no submodule.
    package var isRegular: Bool
}
