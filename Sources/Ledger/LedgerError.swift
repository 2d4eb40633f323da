package import GitStore

/// What kept the ledger from answering, with what the reader can do about it.
package struct LedgerError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure, stable for tests and for the mapping to exit codes.
    package enum Code: String, Sendable, CaseIterable {
        /// The repository cannot be used at all: none there, foreign owner, unknown format.
        case repository
        /// The branch exists and holds something else.
        case notALedger = "not-a-ledger"
        case anotherProject = "another-project"
        case anotherEnvironment = "another-environment"
        /// Written by a later version of the program.
        case unknownVersion = "unknown-version"
        /// The repository's own folder cannot be written to.
        case notWritable = "not-writable"
        /// Another reference makes the branch's name impossible.
        case branchInTheWay = "branch-in-the-way"
        case branchCheckedOut = "branch-checked-out"
        case missingIdentity = "missing-identity"
        /// Another key than the one the ledger was written with.
        case wrongKey = "wrong-key"
        /// A record, the root file or an object cannot be read; nothing is guessed.
        case damaged
        /// Somebody else appended in the meantime.
        case raced
        /// This clone and the remote each have revisions that the other lacks.
        case diverged
        /// The user's git could not reach the remote that shares the ledger.
        case remote
        /// Another process holds the lock.
        case locked
        /// An announced apply was not finished or is still running.
        case intentExists = "intent-exists"
        case noIntent = "no-intent"
        case unknownRevision = "unknown-revision"
        /// A shallow clone ends before the answer.
        case shallow
        /// What should be recorded contradicts itself; a mistake of ours.
        case inconsistentUpdate = "inconsistent-update"
        /// A commit could not be signed as the user's configuration asks for.
        case signing
        /// The task was cancelled, as by Ctrl-C.
        case interrupted
        /// Git failed in a way that has no name here.
        case git
    }

    package var code: Code

    /// What it is about: a branch, a revision, a file.
    package var subject: String?
    package var message: String
    package var hints: [String]

    /// What a program that was called said, one line each.
    package var causes: [String]
    package var underlying: GitError?

    /// Who holds the lock, or who announced the apply that is in the way.
    package var holder: LedgerHolder?

    init(
        _ code: Code, _ subject: String? = nil, _ message: String, hints: [String] = [], causes: [String] = [],
        underlying: GitError? = nil, holder: LedgerHolder? = nil
    ) {
        self.code = code
        self.subject = subject
        self.message = message
        self.hints = hints
        self.causes = causes
        self.underlying = underlying
        self.holder = holder
    }

    /// The call that failed, for failures whose message does not say what is to be done.
    package var cause: String? { underlying?.description }

    package var description: String {
        [subject, message].compactMap(\.self).joined(separator: ": ")
    }
}

extension LedgerError {
    static let interrupted = LedgerError(.interrupted, nil, "interrupted")

    /// Gives a failure of Git its meaning for the ledger.
    init(_ error: GitError) {
        let hints = [error.hint].compactMap(\.self)
        let moving = "keep the ledger elsewhere: set `ledger.repository` to a repository with SHA-1 ids"
        switch error.code {
        case .notARepository, .foreignOwner, .invalidConfiguration:
            self.init(.repository, error.subject, error.message, hints: hints, underlying: error)
        case .sha256Repository, .unsupportedExtension:
            self.init(.repository, error.subject, error.message, hints: hints + [moving], underlying: error)
        case .missingIdentity:
            self.init(.missingIdentity, error.subject, error.message, hints: hints, underlying: error)
        case .raced: self.init(.raced, error.subject, error.message, hints: hints, underlying: error)
        case .referenceLocked: self.init(.locked, error.subject, error.message, hints: hints, underlying: error)
        case .referenceConflict:
            self.init(.branchInTheWay, error.subject, error.message, hints: hints, underlying: error)
        case .shallow: self.init(.shallow, error.subject, error.message, hints: hints, underlying: error)
        case .damagedObject:
            self.init(.damaged, error.subject, error.message, hints: hints + ["run: git fsck"], underlying: error)
        case .notFound:
            let fetching = "if this is a partial clone, run: git fetch --refetch --no-filter origin <ledger branch>"
            self.init(
                .damaged, error.subject, error.message, hints: hints + [fetching, "else run: git fsck"],
                underlying: error)
        default: self.init(.git, error.subject, error.message, hints: hints, underlying: error)
        }
    }

    /// Runs the work of one question; whatever fails in it leaves as an error of this module.
    static func unify<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async throws(LedgerError) -> Value {
        do {
            return try await body()
        } catch let error as LedgerError {
            throw error
        } catch let error as GitError {
            throw LedgerError(error)
        } catch is CancellationError {
            throw .interrupted
        } catch {
            throw LedgerError(.git, nil, "\(error)")
        }
    }
}
