import Foundation
import SyncModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

extension CommandContext {
    /// The context of the running process: its streams, environment and folder.
    package static func process() -> CommandContext {
        CommandContext(
            arguments: Array(ProcessInfo.processInfo.arguments.dropFirst()),
            variables: ProcessInfo.processInfo.environment,
            currentDirectory: FileManager.default.currentDirectoryPath,
            host: hostName(), processID: Int(ProcessInfo.processInfo.processIdentifier),
            user: userName(),
            writeOutput: { try writeAll($0, to: STDOUT_FILENO) },
            writeTalk: { try? writeAll($0, to: STDERR_FILENO) },
            inputIsTerminal: isatty(STDIN_FILENO) == 1,
            outputIsTerminal: isatty(STDOUT_FILENO) == 1,
            talkIsTerminal: isatty(STDERR_FILENO) == 1,
            readLine: { Swift.readLine() },
            readHidden: readWithoutEcho,
            readInput: readStandardInput)
    }
}

/// The machine's own name, without asking the network.
private func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The name that belongs to the id of the user, whatever the environment says.
private func userName() -> String {
    guard let entry = getpwuid(getuid()) else { return "user \(getuid())" }
    return String(cString: entry.pointee.pw_name)
}

/// Writes every byte or throws; a closed pipe is an ordinary end of the reader, reported to the caller.
private func writeAll(_ text: String, to descriptor: Int32) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 {
            let code = errno
            if code == EAGAIN { awaitReader(of: descriptor) }
            if code == EINTR || code == EAGAIN { continue }
            throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)
        }
        bytes = bytes.dropFirst(written)
    }
}

/// Waits until a pipe that another process set to non-blocking takes more.
private func awaitReader(of descriptor: Int32) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&entry, 1, -1)
}

private func readStandardInput(limit: Int) throws -> [UInt8] {
    var input: [UInt8] = []
    while input.count <= limit, let chunk = try FileHandle.standardInput.read(upToCount: 65_536), !chunk.isEmpty {
        input += chunk
    }
    return input
}

/// Asks on the terminal with echo turned off, and turns it on again whatever happens.
private func readWithoutEcho(prompt: String) -> Secret? {
    guard HiddenInput.begin() else { return nil }
    defer { HiddenInput.end() }
    try? writeAll(prompt, to: STDERR_FILENO)
    let line = Swift.readLine()
    try? writeAll("\n", to: STDERR_FILENO)
    return line.map { Secret($0) }
}

/// Whether the terminal shows what is typed: known to whoever ends the process, too, for the terminal outlives it.
enum HiddenInput {
    private static let before = Mutex<termios?>(nil)

    /// Turns the echo off; false where standard input is no terminal.
    static func begin() -> Bool {
        before.withLock { before in
            var settings = termios()
            guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return false }
            before = settings
            settings.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            return true
        }
    }

    /// Turns the echo on again; false where it was not off.
    @discardableResult static func end() -> Bool {
        before.withLock { before in
            guard var settings = before.take() else { return false }
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            return true
        }
    }
}
