import SyncModel

/// `ref+exec://name`: what a command prints that the user's own list names.
struct ExecResolver: ReferenceResolver {
    static let timeout = Duration.seconds(30)
    static let outputLimit = 256 << 10
    let context: ReferenceContext

    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>] {
        let commands = commands()
        var results: [Reference: Result<Secret, ReferenceFailure>] = [:]
        for reference in references {
            switch commands {
            case .failure(let failure): results[reference] = .failure(failure)
            case .success(let commands): results[reference] = await output(of: reference.target, commands)
            }
        }
        return results
    }

    private func commands() -> Result<[String: [String]], ReferenceFailure> {
        guard let path = context.limits.execFile, !path.isEmpty else {
            return .failure(
                ReferenceFailure(
                    .refused, "no commands are allowed",
                    hint: "whoever runs lockstep can set LOCKSTEP_EXEC_FILE to a file of `name = command` lines"))
        }
        do {
            return .success(try ExecCommands.read(path: path, outside: context.projectRoot))
        } catch {
            return .failure(error)
        }
    }

    private func output(of name: String, _ commands: [String: [String]]) async -> Result<Secret, ReferenceFailure> {
        guard let command = commands[name], let program = command.first else {
            return .failure(ReferenceFailure(.refused, "LOCKSTEP_EXEC_FILE has no command of this name"))
        }
        let call = ProcessCall(
            program: program, arguments: Array(command.dropFirst()), variables: childVariables(context.variables, []),
            folder: context.projectRoot, timeout: Self.timeout, outputLimit: Self.outputLimit)
        do {
            return .success(try textValue(of: try await context.processes.run(call)))
        } catch let failure as ProcessFailure {
            return .failure(ReferenceFailure(.unusable, failure.reason))
        } catch let failure as ReferenceFailure {
            return .failure(failure)
        } catch {
            return .failure(ReferenceFailure(.unusable, "the command failed"))
        }
    }
}

/// The file of commands: a line `name = /absolute/program argument …` each, `#` begins a comment line.
///
/// Words may be quoted with `'` or `"`; there is no shell, so nothing in them is expanded.
package enum ExecCommands {
    /// Reads the list, which must not lie where a commit could change it.
    ///
    /// - Parameter root: the project's folder; the list must be outside of the repository around it.
    static func read(path: String, outside root: String) throws(ReferenceFailure) -> [String: [String]] {
        guard path.hasPrefix("/") else {
            throw ReferenceFailure(.refused, "LOCKSTEP_EXEC_FILE must be an absolute path")
        }
        guard !DiskFiles.lies(path, inRepositoryOf: root) else {
            throw ReferenceFailure(
                .refused, "LOCKSTEP_EXEC_FILE lies inside the repository, where a commit can change it",
                hint: "keep the list of commands outside of the repository")
        }
        do {
            let bytes = try DiskFiles(root: "/").read(String(path.dropFirst()), limit: 1 << 20, links: .inside)
            return try parse(String(decoding: bytes, as: UTF8.self))
        } catch let error as RepoFileError {
            throw ReferenceFailure(.refused, "LOCKSTEP_EXEC_FILE: \(error.reason)")
        } catch let error as ReferenceFailure {
            throw error
        } catch {
            throw ReferenceFailure(.refused, "LOCKSTEP_EXEC_FILE cannot be read")
        }
    }

    static func parse(_ text: String) throws(ReferenceFailure) -> [String: [String]] {
        var commands: [String: [String]] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.trimmingBlanks
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "="), let words = words(line[line.index(after: equals)...]),
                let program = words.first, program.hasPrefix("/")
            else {
                throw ReferenceFailure(
                    .refused, "LOCKSTEP_EXEC_FILE: line \(index + 1) is not `name = /absolute/program argument …`")
            }
            let name = line[..<equals].trimmingBlanks
            guard commands.updateValue(words, forKey: name) == nil else {
                throw ReferenceFailure(.refused, "LOCKSTEP_EXEC_FILE: line \(index + 1) repeats a name")
            }
        }
        return commands
    }

    /// Splits at blanks outside quotes; nil for an unclosed quote.
    private static func words(_ text: Substring) -> [String]? {
        var words: [String] = []
        var current: String?
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { current = (current ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                current = current ?? ""
            } else if character == " " || character == "\t" {
                if let word = current { words.append(word) }
                current = nil
            } else {
                current = (current ?? "") + String(character)
            }
        }
        if let word = current { words.append(word) }
        return quote == nil ? words : nil
    }
}
