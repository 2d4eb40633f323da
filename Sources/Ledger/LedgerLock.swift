import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The lock that lets one apply at a time change an environment from this machine.
///
/// It is a lock of the kernel on a file that is never deleted: when the process ends, however it ends, the lock is gone,
/// so there is nothing to clean up and nobody to ask. The file tells who holds it. The lock ends with the last reference
/// or with ``release()``.
package final class LedgerLock: Sendable {
    private let descriptor: Mutex<Int32?>

    private init(_ descriptor: Int32) {
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Gives the lock back; the second time nothing happens.
    package func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            descriptor = nil
            _ = ftruncate(open, 0)
            // Said outright: a child process that was just forked shares the lock until it runs its own program.
            _ = flock(open, LOCK_UN)
            _ = close(open)
        }
    }

    /// Takes the lock on a file if it is free.
    ///
    /// - Throws: `locked` with the holder, `notWritable` when the file cannot be opened or takes no lock.
    static func tryLock(_ path: String, holder: LedgerHolder) throws(LedgerError) -> LedgerLock {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw notWritable(path, errno) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            let failure = refusal(path, code, present: read(descriptor))
            _ = close(descriptor)
            throw failure
        }
        write(holder, to: descriptor)
        return LedgerLock(descriptor)
    }

    /// What a failure to lock means: another holder, or a file system without locks.
    static func refusal(_ path: String, _ code: Int32, present: LedgerHolder?) -> LedgerError {
        guard code == EWOULDBLOCK else { return notWritable(path, code) }
        let told = present.map { ": \($0)" } ?? ""
        return LedgerError(
            .locked, path, "another apply is running\(told)", hints: ["wait for it: --lock-timeout SECONDS"],
            holder: present)
    }

    fileprivate static func notWritable(_ path: String, _ code: Int32) -> LedgerError {
        LedgerError(
            .notWritable, path, "the lock of this ledger cannot be made: \(String(cString: strerror(code)))",
            hints: ["make the repository's folder writable for whoever applies; planning works without"])
    }

    /// Says who holds the lock; that it fails, on a full disk for example, does not make the lock weaker.
    private static func write(_ holder: LedgerHolder, to descriptor: Int32) {
        _ = ftruncate(descriptor, 0)
        _ = holder.node.bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func read(_ descriptor: Int32) -> LedgerHolder? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return buffer.withUnsafeBytes { bytes in
            let text = UnsafeRawBufferPointer(rebasing: bytes[..<count])
            return try? JSONReader.read(text) { reader throws(JSONReader.Problem) in try LedgerHolder(from: &reader) }
        }
    }
}

extension Ledger {
    /// The file of the environment's lock, shared by all work trees of the repository.
    package var lockPath: String {
        "\(repository.commonDirectory)/lockstep/\(MessageText.referenceName(environment)).lock"
    }

    /// Takes the lock of this environment, waiting at most `timeout` for it.
    ///
    /// - Throws: `locked` with the holder, `notWritable`.
    package func lock(
        holder: LedgerHolder, timeout: Duration = .zero, clock: some Clock<Duration>,
        interval: Duration = .milliseconds(250)
    ) async throws(LedgerError) -> LedgerLock {
        let folder = "\(repository.commonDirectory)/lockstep"
        guard mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw LedgerLock.notWritable(folder, errno) }
        let deadline = clock.now.advanced(by: timeout)
        while true {
            do {
                return try LedgerLock.tryLock(lockPath, holder: holder)
            } catch {
                let next = clock.now.advanced(by: interval)
                guard error.code == .locked, next <= deadline, await sleeps(until: next, clock) else { throw error }
            }
        }
    }

    /// Whether the wait was not cut short by a cancellation.
    private func sleeps<C: Clock>(until deadline: C.Instant, _ clock: C) async -> Bool {
        do {
            try await clock.sleep(until: deadline, tolerance: nil)
            return true
        } catch {
            return false
        }
    }
}
