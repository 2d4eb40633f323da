import CLibgit2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The process-wide settings of libgit2, made once before its first use.
enum GitLibrary {
    /// Extensions of Git's repository format that change nothing for objects and references as we use them.
    static let supportedExtensions = ["worktreeconfig", "partialclone", "preciousobjects"]

    /// Starts libgit2, or says why it cannot be used.
    ///
    /// - Ownership is checked by ``GitOwnership`` and configuration is read by ``GitConfiguration``: libgit2 1.5 knows
    ///   neither `GIT_CONFIG_GLOBAL` nor the present rules of `safe.directory`, and it would read the environment of the
    ///   process instead of the one it is given.
    /// - Everything written reaches the disk before it is announced, since a ledger that survives a crash of the machine
    ///   is worth a few milliseconds.
    static func start() throws(GitError) {
        try started.get()
    }

    private static let started: Result<Void, GitError> = {
        do throws(GitError) {
            try call("git_libgit2_init") { git_libgit2_init() }
            try call("git_libgit2_opts") { lockstep_git_set_owner_validation(0) }
            try call("git_libgit2_opts") { lockstep_git_set_fsync(1) }
            for level in [GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL] {
                try call("git_libgit2_opts") { lockstep_git_set_search_path(level, "") }
            }
            try allowExtensions()
            return .success(())
        } catch {
            return .failure(error)
        }
    }()

    private static func allowExtensions() throws(GitError) {
        let copies = supportedExtensions.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        var names = copies.map { UnsafePointer($0) }
        try call("git_libgit2_opts") { lockstep_git_set_extensions(&names, names.count) }
    }
}
