import CLibgit2

/// Owns one libgit2 object: it cannot be copied and is freed exactly once.
struct GitHandle: ~Copyable {
    typealias Free = @convention(c) (OpaquePointer?) -> Void

    let raw: OpaquePointer
    private let free: Free

    init(_ raw: OpaquePointer, free: Free) {
        self.raw = raw
        self.free = free
    }

    deinit { free(raw) }

    /// Runs a libgit2 function that hands out an object through its first parameter.
    static func make(
        _ operation: StaticString, _ subject: String? = nil, free: Free,
        _ body: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws(GitError) -> GitHandle {
        var raw: OpaquePointer?
        try call(operation, subject) { body(&raw) }
        guard let raw else {
            throw GitError(.other(0), operation: "\(operation)", subject: subject, message: "gave no object")
        }
        return GitHandle(raw, free: free)
    }
}
