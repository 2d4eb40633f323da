extension GitRepository {
    /// A lock that its file's date says is older than this was left behind by a process that died with it.
    ///
    /// Git holds a lock on a reference for milliseconds; only a slow hook could hold one for longer.
    private static let staleAfter = 10

    /// Runs a change of a reference again while its lock is held, and takes away a lock that nobody holds any more.
    ///
    /// Git leaves that to its user. But a program that promises to go on after a death at any instant must not be stopped
    /// for ever by the lock that it died with. Only the reference's own lock is taken away: that of `packed-refs` is
    /// shared with the user's git, which may hold it for long while it packs.
    ///
    /// - Parameter attempts: 50 milliseconds apart; together longer than a lock takes to become stale.
    func outlastingLocks(
        of name: String, attempts: Int = 300, _ change: () throws(GitError) -> Void
    ) throws(GitError) {
        let lock = location.commonDirectory + name + ".lock"
        for _ in 0..<attempts {
            do throws(GitError) {
                return try change()
            } catch {
                guard error.code == .referenceLocked else { throw error }
                if let age = FileSystem.age(of: lock), age > Self.staleAfter {
                    guard removeStale(lock) else { throw error }
                } else {
                    FileSystem.pause(milliseconds: 50)
                }
            }
        }
        try change()
    }

    /// Takes a lock away that nobody holds any more; false where that is not possible.
    ///
    /// Between the look at its age and its removal another process could do the same and a third one take the lock anew,
    /// which would then be lost. So only one process removes at a time, by a lock of the kernel on a file that is never
    /// deleted, and it looks at the age again once it is alone.
    private func removeStale(_ lock: String) -> Bool {
        let folder = location.commonDirectory + "lockstep"
        FileSystem.makeFolder(folder)
        return FileSystem.alone(on: folder + "/stale-locks.lock") {
            guard let age = FileSystem.age(of: lock), age > Self.staleAfter else { return true }
            return FileSystem.remove(lock)
        } ?? false
    }
}
