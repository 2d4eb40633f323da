import FoundationEssentials
import Subprocess
import SyncModel

/// Runs programs on this machine; the only file of this target that starts processes.
package struct SystemProcesses: ProcessRunner {
    package init() {}

    package func run(_ call: ProcessCall) async throws(ProcessFailure) -> [UInt8] {
        if let file = call.neededFile {
            let path = file.hasPrefix("/") ? file : call.folder + "/" + file
            guard FileManager.default.isReadableFile(atPath: path) else { throw .noFile }
        }
        let outcome = await withTaskGroup(of: Result<[UInt8], ProcessFailure>.self) { group in
            group.addTask { await Self.start(call) }
            group.addTask {
                try? await Task.sleep(for: call.timeout)
                return .failure(.timeout)
            }
            let first = await group.next() ?? .failure(.notStarted)
            // Cancelling the task of a running program ends the program and what it started.
            group.cancelAll()
            return first
        }
        return try outcome.get()
    }

    private static func start(_ call: ProcessCall) async -> Result<[UInt8], ProcessFailure> {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        let variables = call.variables.map { Array("\($0.key)=\($0.value)".utf8) + [0] }
        do {
            let result = try await Subprocess.run(
                call.program.hasPrefix("/") ? .path(path(call.program)) : .name(call.program),
                arguments: Arguments(call.arguments), environment: .custom(variables),
                workingDirectory: path(call.folder),
                platformOptions: options, input: .array(Array((call.input?.reveal() ?? "").utf8)),
                output: .bytes(limit: call.outputLimit), error: .discarded)
            return outcome(result.terminationStatus, result.standardOutput)
        } catch let error as SubprocessError {
            return .failure(failure(error))
        } catch {
            return .failure(.notStarted)
        }
    }

    private static func outcome(_ status: TerminationStatus, _ output: [UInt8]) -> Result<[UInt8], ProcessFailure> {
        switch status {
        case .exited(0): .success(output)
        case .exited(let code): .failure(.exit(status: Int(code)))
        case .signaled(let code): .failure(.signal(Int(code)))
        }
    }

    private static func failure(_ error: SubprocessError) -> ProcessFailure {
        switch error.code {
        case .executableNotFound: .notFound
        case .outputLimitExceeded: .outputLimit
        default: .notStarted
        }
    }

    /// The file path type of Subprocess belongs to a module that this package does not depend on; a literal's way in
    /// needs no name for it.
    package static func path<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }
}
