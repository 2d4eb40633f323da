/// What went wrong in the repository, with what libgit2 said about it.
///
/// Two errors are told apart by ``code``; the text is for people.
package struct GitError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that a caller may want to treat differently.
    package enum Code: Hashable, Sendable {
        case notARepository
        case foreignOwner
        /// The repository names its objects by SHA-256.
        case sha256Repository
        /// The repository uses an extension of Git that libgit2 does not know.
        case unsupportedExtension
        case notFound
        /// A name that is no reference, no object id or no path.
        case invalidName
        /// The reference is not where the caller expected it: somebody else was faster.
        case raced
        /// Another process holds Git's own lock on the reference, or died with it.
        case referenceLocked
        /// The name of a reference is a folder of others, or lies inside another.
        case referenceConflict
        /// A path is both a file and a folder in one change set.
        case pathConflict
        /// The answer lies beyond the boundary of a shallow clone.
        case shallow
        /// An object is damaged: its content does not give its name.
        case damagedObject
        case missingIdentity
        case invalidConfiguration
        /// Anything else, with libgit2's status.
        case other(Int32)
    }

    package var code: Code

    /// The libgit2 function that failed, or a word for a check of our own.
    package var operation: String

    /// What it was about: a path, a reference, an object id.
    package var subject: String?
    package var message: String

    /// What the reader can do about it, where Git itself has an answer.
    package var hint: String?

    package init(_ code: Code, operation: String, subject: String? = nil, message: String, hint: String? = nil) {
        self.code = code
        self.operation = operation
        self.subject = subject
        self.message = message
        self.hint = hint
    }

    package var description: String {
        [operation, subject, message].compactMap(\.self).joined(separator: ": ")
    }
}

extension GitError: Equatable {
    /// Errors are equal when their codes are; wording is no contract.
    package static func == (a: Self, b: Self) -> Bool { a.code == b.code }
}
