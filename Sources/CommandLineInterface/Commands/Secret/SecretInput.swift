import ArgumentParser
import Foundation
import Planning
import SyncEngine
import SyncModel

/// Where the value of a secret comes from: standard input, a file, or a prompt without echo; never an argument, which
/// every other process of the machine could read.
struct SecretInput: ParsableArguments {
    @Option(help: ArgumentHelp("Read the value from a file; - is standard input.", valueName: "file"))
    var file: String?

    @Flag(help: "Keep the final line break of a file or of standard input.")
    var exact = false

    @Flag(help: "Take a value without any text.")
    var allowEmpty = false

    /// Catches a value on the command line, so that the parser does not repeat it in its message.
    @Argument(help: .hidden)
    var surplus: [String] = []

    mutating func validate() throws {
        guard surplus.isEmpty else {
            throw ValidationError(
                "a value is never an argument, where every process of this machine can read it: "
                    + "pipe it in, name a --file, or type it when asked")
        }
    }

    /// Reads the value.
    ///
    /// - Parameter limit: The largest number of bytes that is taken.
    /// - Throws: ``EngineFailure`` `invalid-input` for a value that is missing, no text, or too long.
    func value(of name: String, limit: Int, _ scene: CommandScene) throws -> Secret {
        let shown = escapedForTerminal(name)
        if file == nil, scene.context.inputIsTerminal {
            guard let typed = scene.context.readHidden("value of \(shown): ") else {
                throw Self.failure("secret-missing", "no value was given for \(shown)")
            }
            return try checked(typed, shown)
        }
        let bytes = try bytes(limit: limit + 2, scene)
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw Self.failure(
                "secret-not-text", "the value for \(shown) is not UTF-8 text",
                hint: "Akeyless holds texts: encode it, for example with base64")
        }
        if !exact, let last = text.unicodeScalars.last, last == "\n" {
            text.unicodeScalars.removeLast()
            if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
            scene.say("note: the final line break is not part of the value; --exact keeps it")
        }
        guard text.utf8.count <= limit else {
            throw Self.failure(
                "value-size", "the value for \(shown) is larger than \(limit) bytes",
                hint: "Akeyless takes no larger ones; limits.value_size raises this check")
        }
        return try checked(Secret(text), shown)
    }

    private func bytes(limit: Int, _ scene: CommandScene) throws -> [UInt8] {
        guard let file, file != "-" else { return try scene.context.readInput(limit) }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: scene.path(file)))
            defer { try? handle.close() }
            return try handle.read(upToCount: limit).map(Array.init) ?? []
        } catch {
            throw Self.failure("secret-file", "the file \(escapedForTerminal(file)) cannot be read")
        }
    }

    /// An empty value is more often a broken pipe than a wish.
    private func checked(_ value: Secret, _ shown: String) throws -> Secret {
        guard !value.isEmpty || allowEmpty else {
            throw Self.failure(
                "secret-empty", "the value for \(shown) is empty", hint: "--allow-empty takes it as it is")
        }
        return value
    }

    private static func failure(_ code: String, _ message: String, hint: String? = nil) -> EngineFailure {
        EngineFailure(.invalidInput, code: code, message, hints: hint.map { [$0] } ?? [])
    }
}
