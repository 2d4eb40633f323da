import SyncModel

/// Decrypts files of the project, each at most once per run and with one process; the texts stay in memory.
package actor FileDecryption {
    /// How many tools run at the same time.
    static let parallelism = 8

    private let files: any RepoFiles
    private let projectRoot: String
    private let variables: [String: String]
    private let processes: any ProcessRunner
    private var begun: [Request: Task<Result<Secret, ReferenceFailure>, Never>] = [:]

    private struct Request: Hashable {
        var tool: EncryptionTool
        var file: String
    }

    package init(
        files: any RepoFiles, projectRoot: String, variables: [String: String],
        processes: any ProcessRunner = SystemProcesses()
    ) {
        self.files = files
        self.projectRoot = projectRoot
        self.variables = variables
        self.processes = processes
    }

    /// The whole decrypted text of a file.
    func text(of file: String, with tool: EncryptionTool) async -> Result<Secret, ReferenceFailure> {
        let request = Request(tool: tool, file: file)
        if let task = begun[request] { return await task.sharedResult.get() }
        let task = Task { await decrypt(request) }
        begun[request] = task
        return await task.sharedResult.get()
    }

    private func decrypt(_ request: Request) async -> Result<Secret, ReferenceFailure> {
        do {
            // The same limits as for any file of the project; the tool opens it again by name.
            _ = try files.read(request.file, limit: DeclarationFileReader.sizeLimit, links: .refused)
        } catch {
            return .failure(ReferenceFailure(error.code == .missing ? .missing : .refused, error.reason))
        }
        do {
            let bytes = try await processes.run(try call(request))
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return .failure(ReferenceFailure(.unusable, "the decrypted file is not UTF-8 text"))
            }
            return .success(Secret(text))
        } catch let failure as ReferenceFailure {
            return .failure(failure)
        } catch let failure as ProcessFailure {
            if request.tool == .age, let identity = AgeIdentity(variables) {
                return .failure(ReferenceFailure(failure, of: identity, decrypting: request.file))
            }
            return .failure(ReferenceFailure(failure, of: request.tool, "decrypt the file"))
        } catch {
            return .failure(ReferenceFailure(.unusable, "the file cannot be decrypted"))
        }
    }

    private func call(_ request: Request) throws(ReferenceFailure) -> ProcessCall {
        // The leading `./` keeps a name that begins with a dash from being an option.
        let file = "./" + request.file
        var call = ProcessCall(
            program: request.tool.rawValue, arguments: ["--decrypt", file],
            variables: childVariables(variables, request.tool.variables), folder: projectRoot,
            outputLimit: DeclarationFileReader.sizeLimit)
        guard request.tool == .age else { return call }
        switch AgeIdentity(variables) {
        case .file(let identity, _)?:
            call.arguments = ["--decrypt", "--identity", identity, file]
            call.neededFile = identity
        case .key(let key)?:
            call.arguments = ["--decrypt", "--identity", "-", file]
            call.input = Secret(key + "\n")
        case nil: throw .noAgeIdentity
        }
        return call
    }
}

extension ReferenceFailure {
    /// What a tool's failure means to the user, who is told how to see the tool's own words.
    init(_ failure: ProcessFailure, of tool: EncryptionTool, _ work: String) {
        let hint: String? =
            switch failure {
            case .notFound: "install \(tool.rawValue) or add it to PATH"
            case .exit: "run \(tool.rawValue) by hand to see why it does not \(work)"
            default: nil
            }
        self.init(.unusable, "\(tool.rawValue): \(failure.reason)", hint: hint)
    }
}

/// What a child process sees: `PATH`, `HOME` and the named variables, where they are set.
func childVariables(_ variables: [String: String], _ names: [String]) -> [String: String] {
    let allowed = Set(["PATH", "HOME"] + names)
    return variables.filter { allowed.contains($0.key) }
}
