import CLibgit2

/// Runs one libgit2 function and turns a negative status into an error.
///
/// The message is read at once, on the same thread: libgit2 keeps it per thread and the next call may replace it.
@discardableResult
func call(_ operation: StaticString, _ subject: String? = nil, _ body: () -> Int32) throws(GitError) -> Int32 {
    let status = body()
    guard status < 0 else { return status }
    let message = git_error_last().flatMap { $0.pointee.message }.map { String(cString: $0) }
    throw GitError(
        errorCode(status), operation: "\(operation)", subject: subject,
        message: message ?? "failed with status \(status)")
}

/// Moves an iterator of libgit2 to its next element; a failure is no end.
///
/// - Returns: whether there is one.
func advances(_ operation: StaticString, _ subject: String? = nil, _ body: () -> Int32) throws(GitError) -> Bool {
    try call(operation, subject) {
        let status = body()
        return status == GIT_ITEROVER.rawValue ? 1 : status
    } == 0
}

private func errorCode(_ status: Int32) -> GitError.Code {
    switch status {
    case GIT_ENOTFOUND.rawValue: .notFound
    case GIT_EINVALIDSPEC.rawValue, GIT_EAMBIGUOUS.rawValue: .invalidName
    case GIT_EMODIFIED.rawValue, GIT_EEXISTS.rawValue: .raced
    case GIT_ELOCKED.rawValue: .referenceLocked
    case GIT_EDIRECTORY.rawValue: .referenceConflict
    case GIT_EOWNER.rawValue: .foreignOwner
    case GIT_EMISMATCH.rawValue: .damagedObject
    default: .other(status)
    }
}
