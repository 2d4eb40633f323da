public import AirflowModel
public import AkeylessClient
public import SyncModel

/// Reads connections, variables and config options as Airflow's own `AkeylessBackend` does: the same paths in the same
/// order, the same decoding of what is stored.
///
/// Where the provider takes every failure for "not there", this one tells absent, denied and unreachable apart.
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
    /// - Throws: ``AkeylessError`` when the gateway cannot be asked at all.
    public func connection(id: String, team: String? = nil) async throws -> BackendAnswer<ConnectionReading> {
        try await ask(.connection, id, team, reader.connection(stored:))
    }

    /// What Airflow would read as a variable.
    public func variable(key: String, team: String? = nil) async throws -> BackendAnswer<TextReading> {
        try await ask(.variable, key, team, reader.text(stored:))
    }

    /// What Airflow would read as a config option; never asked for a team.
    public func config(key: String) async throws -> BackendAnswer<TextReading> {
        try await ask(.config, key, nil, reader.text(stored:))
    }

    private func ask<Reading>(
        _ kind: EntryKind, _ key: String, _ team: String?, _ read: (Secret) -> Reading
    ) async throws -> BackendAnswer<Reading> {
        let lookup = naming.lookup(kind: kind, key: key, team: team)
        var answer = BackendAnswer<Reading>(asked: [], refused: lookup.refused)
        for path in lookup.asked {
            answer.asked.append(path)
            do {
                let stored = try await client.secretValue(path)
                answer.answered = path
                answer.stored = stored
                answer.reading = read(stored)
                return answer
            } catch let error as AkeylessError where error.kind == .notFound {
                continue
            } catch let error as AkeylessError where error.kind == .denied {
                // The provider quietly goes on to the next path; so do we, and say so.
                answer.denied.append(error)
            }
        }
        return answer
    }
}

/// What asking for one entry gave.
public struct BackendAnswer<Reading: Sendable>: Sendable {
    /// The paths that were asked, in order.
    public internal(set) var asked: [String]

    /// The path that had a value.
    public internal(set) var answered: String?

    /// Why the provider refuses the key without asking.
    public internal(set) var refused: String?

    /// The stored text.
    public internal(set) var stored: Secret?

    /// What Airflow makes of the stored text.
    public internal(set) var reading: Reading?

    /// The refusals met on the way; the provider takes them for "not there".
    public internal(set) var denied: [AkeylessError] = []

    init(asked: [String], refused: String?) {
        self.asked = asked
        self.refused = refused
    }
}
