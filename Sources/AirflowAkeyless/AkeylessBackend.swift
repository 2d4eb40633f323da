public import AirflowModel
public import AkeylessClient
import SyncModel

/// Reads connections, variables and config options as Airflow's own `AkeylessBackend` does: the same paths in the same
/// order, the same decoding of what is stored.
///
/// Where the provider takes every failure for "not there", this one tells absent, denied, throttled and unreachable
/// apart: see ``BackendAnswer/outcome``.
///
/// ```swift
/// let backend = try AkeylessBackend(BackendArguments(accessID: "p-1234", accessKey: key))
/// let answer = try await backend.connection(id: "warehouse")
/// let host = answer.reading?.connection?.host
/// ```
public struct AkeylessBackend: Sendable {
    /// The client that speaks the API.
    public let client: AkeylessClient

    /// How item names are built.
    public let naming: NamingConvention

    private let reader: BackendReader

    /// Makes a backend over a client.
    public init(client: AkeylessClient, naming: NamingConvention = NamingConvention(), rules: AirflowRules = .current) {
        self.client = client
        self.naming = naming
        reader = BackendReader(rules: rules)
    }

    /// What Airflow would read as the connection of an id.
    ///
    /// - Throws: `CancellationError` alone; every other failure is part of the answer.
    public func connection(id: String, team: String? = nil) async throws -> BackendAnswer<ConnectionReading> {
        try await ask(.connection, id, team, reader.connection(stored:))
    }

    /// What Airflow would read as a variable.
    ///
    /// - Throws: `CancellationError` alone; every other failure is part of the answer.
    public func variable(key: String, team: String? = nil) async throws -> BackendAnswer<TextReading> {
        try await ask(.variable, key, team, reader.text(stored:))
    }

    /// What Airflow would read as a config option; never asked for a team.
    ///
    /// - Throws: `CancellationError` alone; every other failure is part of the answer.
    public func config(key: String) async throws -> BackendAnswer<TextReading> {
        try await ask(.config, key, nil, reader.text(stored:))
    }

    /// Asks as the provider does: through the cache of a gateway that has one, and on to the next path after any failure
    /// but a missing answer. A refused login would be refused again, so nothing more is asked after it.
    private func ask<Reading>(
        _ kind: EntryKind, _ key: String, _ team: String?, _ read: (Secret) -> Reading
    ) async throws -> BackendAnswer<Reading> {
        let lookup = naming.lookup(kind: kind, key: key, team: team)
        var answer = BackendAnswer<Reading>(asked: [], refused: lookup.refused)
        for path in lookup.asked {
            answer.asked.append(path)
            do {
                let stored = try await client.secretValue(path, ignoresCache: false)
                answer.answered = path
                answer.stored = stored
                answer.reading = read(stored)
                return answer
            } catch let error as AkeylessError where error.kind == .notFound {
                continue
            } catch let error as AkeylessError {
                answer.failures.append(error)
                if error.kind == .loginFailed || error.kind == .unreachable { return answer }
            }
        }
        return answer
    }
}
