package import Declarations
import Planning
import SyncModel

/// The library's front door: a project in one environment, and what can be done with it.
///
/// Every method reads the world through its ``SyncContext`` and throws ``EngineFailure``, or an error of a module that
/// the command line knows how to present.
package struct SyncEngine: Sendable {
    package let context: SyncContext

    /// Nil outside of a project, where only commands that ask Akeyless directly make sense.
    package let project: ProjectFile?
    package let settings: Settings
    let files: WatchedFiles

    let embeddedHost: EmbeddedHost
    let sharedConnection = SharedConnection()
    let decryption: FileDecryption

    /// Warnings and notes on the project file and the settings; errors end ``open(_:)``.
    let settingDiagnostics: [Diagnostic]

    package var environment: String { settings.environment }
    package var projectName: String { ProjectIdentity.name(settings, directory: context.directory) }

    /// Reads the project file and decides every setting.
    ///
    /// - Parameters:
    ///   - projectIsOptional: Whether flags and the environment are enough where there is no project file.
    ///   - onlyReads: Whether settings will do under which nothing could be written.
    ///   - host: The gateways inside this process that another engine has started; its owner stops them.
    /// - Throws: ``EngineFailure`` `invalid-input` with all problems found.
    package static func open(
        _ context: SyncContext, projectIsOptional: Bool = false, onlyReads: Bool = false,
        sharing host: EmbeddedHost? = nil
    ) async throws -> SyncEngine {
        let files = WatchedFiles(DiskFiles(root: context.directory))
        var (project, problems) = ProjectFile.load(from: files)
        if project == nil {
            let isMissing = problems.contains { $0.code == "project-file-missing" }
            guard projectIsOptional, isMissing else {
                throw EngineFailure.invalidProject(problems, in: context.directory)
            }
            problems = []
        }
        var flags: [SettingKey: String] = [:]
        for (name, value) in context.flags { SettingKey(rawValue: name).map { flags[$0] = value } }
        let (settings, settingProblems) = Settings.resolve(project: project, flags: flags, variables: context.variables)
        var diagnostics = problems + settingProblems + (project?.validateEnvironments() ?? [])
        if onlyReads { diagnostics = diagnostics.whereNothingIsWritten() }
        if diagnostics.hasErrors { throw EngineFailure.invalidProject(diagnostics, in: context.directory) }
        return SyncEngine(
            context: context, project: project, settings: settings, files: files,
            embeddedHost: host ?? EmbeddedHost(start: context.startEmbeddedGateway),
            decryption: FileDecryption(files: files, projectRoot: context.directory, variables: context.variables),
            settingDiagnostics: diagnostics)
    }

    /// Opens a project, works with it, and stops what was started for it.
    package static func with<Value: Sendable>(
        _ context: SyncContext, projectIsOptional: Bool = false, onlyReads: Bool = false,
        _ body: (SyncEngine) async throws -> Value
    ) async throws -> Value {
        let engine = try await open(context, projectIsOptional: projectIsOptional, onlyReads: onlyReads)
        do {
            let value = try await body(engine)
            await engine.embeddedHost.stop()
            return value
        } catch {
            await engine.embeddedHost.stop()
            throw error
        }
    }

    /// The engine of another environment of the same project, over the same gateways inside this process.
    package func neighbour(_ environment: String) async throws -> SyncEngine {
        var context = context
        context.flags["environment"] = environment
        return try await Self.open(context, sharing: embeddedHost)
    }

    /// Every setting with its origin, and so which of several places for the login is in use; of the project also what
    /// it is called where the file does not say it.
    package func settingLines() async throws -> [SettingLine] {
        let identity = project == nil ? nil : try? await sourceIdentity()
        return try await settingsWithLogin().report.map { setting in
            let derived: String? =
                switch setting.key {
                case .projectName: project == nil ? nil : projectName
                case .projectID: identity?.id
                default: nil
                }
            return SettingLine(
                name: setting.key.rawValue, value: setting.value ?? derived, origin: setting.origin.description)
        }
    }
}

extension EngineFailure {
    static func invalidProject(_ diagnostics: [Diagnostic], in folder: String) -> EngineFailure {
        let errors = diagnostics.filter { $0.severity == .error }
        let isMissing = errors.contains { $0.code == "project-file-missing" }
        return EngineFailure(
            .invalidInput, code: isMissing ? "project-file-missing" : "invalid-project",
            isMissing ? "\(folder) is not a Lockstep project" : "the project's settings have errors",
            hints: isMissing ? [] : ["correct them and run `lockstep validate`"], diagnostics: diagnostics)
    }
}
