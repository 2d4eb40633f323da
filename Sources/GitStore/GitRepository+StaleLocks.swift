extension GitRepository {
    /// A lock that its file's date says is older than this was left behind by a process that died with it.
    ///
    /// Git holds a lock on a reference for milliseconds; only a slow hook could hold one for longer.
    private static let staleAfter = 10

    /// Runs a change of a reference again while its lock is held, and takes away a lock that nobody holds any more.
    ///
    /// Git leaves that to its user. But a program that promises to go on after a death at any instant must not be stopped
    /// for ever by the lock that it died with.
    func outlastingLocks(of name: String, _ change: () throws(GitError) -> Void) throws(GitError) {
        let locks = [name, "packed-refs"].map { location.commonDirectory + $0 + ".lock" }
        while true {
            do throws(GitError) {
                return try change()
            } catch {
                guard error.code == .referenceLocked else { throw error }
                let held = locks.compactMap { path in FileSystem.age(of: path).map { (path: path, seconds: $0) } }
                // In the meantime its holder was done.
                if held.isEmpty { return try change() }
                let stale = held.filter { $0.seconds > Self.staleAfter }
                guard stale.allSatisfy({ FileSystem.remove($0.path) }) else { throw error }
                if stale.isEmpty { FileSystem.pause(milliseconds: 50) }
            }
        }
    }
}
