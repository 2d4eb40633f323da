import AirflowModel
import AkeylessClient
import AkeylessWire
import Declarations
import SyncModel
import Synchronization

/// Reads other items for `ref+akeyless`, with the connection and the login that the whole run uses.
final class ItemValues: AkeylessValues {
    private let engine: SyncEngine
    private let found = Mutex<(any Error)?>(nil)

    /// Why there was no connection, if so; it ends the run as it would have done a moment later.
    var failure: (any Error)? { found.withLock { $0 } }

    init(engine: SyncEngine) {
        self.engine = engine
    }

    func values(at paths: [ItemPath]) async -> [ItemPath: Result<Secret, ReferenceFailure>] {
        let client: AkeylessClient
        do {
            client = try await engine.connection(lastGateway: try await engine.lastGateway()).client
            try await client.login()
        } catch {
            found.withLock { $0 = error }
            let failure = ReferenceFailure(.unusable, "Akeyless cannot be asked")
            return Dictionary(paths.map { ($0, .failure(failure)) }) { first, _ in first }
        }
        let readings = await client.secretValues(at: paths)
        let answers = await boundedMap(paths, limit: client.parallelism) { path in
            (path, await Self.value(readings[path], at: path, client))
        }
        return Dictionary(answers) { first, _ in first }
    }

    /// What is no static secret is asked for by its own command; a rotated secret has a current value, too.
    private static func value(
        _ reading: ValueReading?, at path: ItemPath, _ client: AkeylessClient
    ) async -> Result<Secret, ReferenceFailure> {
        if case .value(let secret)? = reading { return .success(secret) }
        if case .denied(let error)? = reading { return .failure(ReferenceFailure(.refused, error.description)) }
        do {
            let item = try await client.describeItem(path.rawValue)
            guard item.kind == "rotated-secret" else {
                let isStatic = item.isStaticSecret
                return .failure(
                    ReferenceFailure(
                        .unusable,
                        isStatic ? "the item has no value" : "a \(item.kind) has no value that stays the same")
                )
            }
            return .success(credentials(in: try await client.rotatedSecretValue(path.rawValue)))
        } catch let error as AkeylessError where error.kind == .notFound {
            return .failure(ReferenceFailure(.missing, "there is no such item"))
        } catch {
            return .failure(ReferenceFailure(.unusable, "\(error)"))
        }
    }

    /// What the answer holds below `value`, which a pointer looks into.
    private static func credentials(in answer: Secret) -> Secret {
        guard let value = (try? PythonJSON.parse(answer.reveal()))?.object?["value"] else { return answer }
        return Secret(value.text ?? PythonJSON.canonical(value))
    }
}

/// Makes the connection of an engine once, whoever needs it first.
actor SharedConnection {
    private var begun: Task<SyncEngine.Connection, any Error>?

    func connection(
        _ make: @escaping @Sendable () async throws -> SyncEngine.Connection
    ) async throws -> SyncEngine.Connection {
        if let begun, let connection = try? await begun.sharedResult.get() { return connection }
        let task = Task { try await make() }
        begun = task
        return try await task.sharedResult.get()
    }
}
