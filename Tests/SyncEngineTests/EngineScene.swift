import DevGateway
import Foundation
import Planning
import SyncEngine
import SyncModel

/// A project in a temporary folder with a real Git repository and a real gateway inside the process.
final class EngineScene: Sendable {
    let folder: String
    private let variables: [String: String]
    private let guesses: ServiceGuesses

    /// - Parameters:
    ///   - files: path to text; a `lockstep.yaml` over an embedded gateway is added.
    ///   - variables: the environment, beside the identity Git needs.
    ///   - guesses: what the gateway does where the service's answer is not known.
    init(
        files: [String: String], variables: [String: String] = [:], settings: String = "",
        guesses: ServiceGuesses = ServiceGuesses()
    ) async throws {
        self.guesses = guesses
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)").path
        var environment = variables
        environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        environment["HOME"] = folder
        for role in ["AUTHOR", "COMMITTER"] {
            environment["GIT_\(role)_NAME"] = "Ada"
            environment["GIT_\(role)_EMAIL"] = "ada@example.com"
        }
        environment["GIT_CONFIG_NOSYSTEM"] = "1"
        self.variables = environment
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("lockstep.yaml", Self.projectFile + settings)
        try write(".gitignore", ".lockstep/\n")
        for (path, text) in files { try write(path, text) }
        try await git("init", "--quiet", "--initial-branch=main")
        try await commit()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let projectFile = """
        version: 1
        project: {name: scene, id: 0a1b2c3d}
        gateway: {embedded: .lockstep/gateway.sqlite}

        """

    func write(_ path: String, _ text: String) throws {
        let url = URL(fileURLWithPath: folder + "/" + path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: folder + "/" + path)
    }

    /// Runs the real git and returns its output; anything but success is a failed test.
    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let answer = try await UserGit(directory: folder, variables: variables).run(arguments)
        guard answer.succeeded else { throw SceneError(text: "git \(arguments): \(answer.talk)") }
        return answer.line
    }

    func commit(_ message: String = "Change the declarations") async throws {
        try await git("add", "-A")
        try await git("commit", "--quiet", "--allow-empty", "-m", message)
    }

    private func context(_ extra: [String: String]) -> SyncContext {
        SyncContext(
            directory: folder, variables: variables.merging(extra) { $1 }, flags: [:],
            now: { Int64(Date().timeIntervalSince1970) },
            startEmbeddedGateway: { [guesses] in try await Self.startGateway($0, guesses) })
    }

    func with<Value: Sendable>(
        _ extra: [String: String] = [:], onlyReads: Bool = false, _ body: (SyncEngine) async throws -> Value
    ) async throws -> Value {
        try await SyncEngine.with(context(extra), onlyReads: onlyReads, body)
    }

    func plan(_ request: PlanRequest = PlanRequest(), _ extra: [String: String] = [:]) async throws -> PlanOutcome {
        try await with(extra) { try await $0.plan(request) }
    }

    @discardableResult
    func apply(_ call: ApplyCall = ApplyCall(), _ extra: [String: String] = [:]) async throws -> ApplyOutcome {
        try await with(extra) { try await $0.apply(call) { _ in true } }
    }
}

extension EngineScene {
    /// The gateway as the command line starts it.
    private static func startGateway(_ file: String, _ guesses: ServiceGuesses) async throws -> EmbeddedGateway {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
        var configuration = GatewayConfiguration(storage: .file(file))
        configuration.guesses = guesses
        let gateway = try await DevGateway.start(configuration)
        guard let credentials = gateway.credentials else { throw SceneError(text: "no credentials") }
        return EmbeddedGateway(
            url: gateway.url, accessID: credentials.accessID, accessKey: credentials.accessKey,
            stop: { await gateway.stop() })
    }
}

struct SceneError: Error { let text: String }
