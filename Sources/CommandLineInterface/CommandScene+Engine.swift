import DevGateway
import Foundation
import SyncEngine
import SyncModel

extension CommandScene {
    /// A path as the user typed it, made absolute.
    func path(_ typed: String) -> String {
        URL(fileURLWithPath: typed, relativeTo: URL(fileURLWithPath: context.currentDirectory, isDirectory: true))
            .standardizedFileURL.path
    }

    /// The folder of the project: the given or current one, or the nearest above it that holds a project file.
    func projectDirectory() -> String {
        let start = path(repository ?? ".")
        var folder = URL(fileURLWithPath: start, isDirectory: true)
        while true {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("lockstep.yaml").path) {
                return folder.path
            }
            let parent = folder.deletingLastPathComponent().standardizedFileURL
            guard parent.path != folder.path, repository == nil else { return start }
            folder = parent
        }
    }

    /// Asks a question whose answer must be the whole word yes.
    func ask(_ question: String) -> Bool {
        guard context.canAsk else { return false }
        progress.clear()
        context.writeTalk("\(escapedForTerminal(question)) Only 'yes' is taken: ")
        return context.readLine()?.trimmingCharacters(in: .whitespaces).lowercased() == "yes"
    }

    /// The engine over the project, with this process's clock, environment and streams.
    func engineContext() -> SyncContext {
        let progress = progress
        let lockTimeout = lockTimeout
        let say = say
        let ask = ask
        return SyncContext(
            directory: projectDirectory(), variables: context.variables, flags: flags, host: context.host,
            processID: context.processID, user: context.user,
            now: { Int64(Date().timeIntervalSince1970) },
            startEmbeddedGateway: { try await startEmbedded(file: $0, waiting: lockTimeout, notice: say) },
            progress: { progress.show($0) },
            throttled: { progress.noteThrottling() },
            notice: { say(escapedForTerminal($0)) },
            confirm: { ask($0) })
    }

    /// Opens the project, works with it, and stops what was started for it.
    ///
    /// - Parameters:
    ///   - projectIsOptional: Whether the command works without a project; not where the user named its folder.
    ///   - onlyReads: Whether settings will do under which nothing could be written.
    func withEngine<Value: Sendable>(
        projectIsOptional: Bool = false, onlyReads: Bool = false, _ body: (SyncEngine) async throws -> Value
    ) async throws -> Value {
        try await SyncEngine.with(
            engineContext(), projectIsOptional: projectIsOptional && repository == nil, onlyReads: onlyReads
        ) { engine in
            do {
                return try await body(engine)
            } catch {
                var failure = ErrorPresentation.failure(from: error)
                failure.project = engine.project == nil ? nil : engine.projectName
                throw failure
            }
        }
    }
}
