import AirflowAkeyless
package import AirflowModel
package import AkeylessClient
import Declarations
package import SyncModel

/// What Airflow reads now under one id.
package struct GetOutcome: Sendable {
    package var id: EntryID
    package var asked: [String]
    package var answered: String?
    package var refused: String?

    /// How Airflow reads what is stored; nil where nothing answered.
    package var connection: ConnectionReading?
    package var text: TextReading?
    package var stored: Secret?
    package var denied: [AkeylessError]

    /// Fields of a connection that may be shown without being asked to reveal.
    package var shown: [String: String]

    package var isFound: Bool { connection?.isFound ?? text?.isFound ?? false }
}

extension SyncEngine {
    /// Asks as the provider does, past every cache.
    package func get(_ id: EntryID) async throws -> GetOutcome {
        let connection = try await connection(lastGateway: try await lastGateway())
        let backend = AkeylessBackend(client: connection.client, naming: settings.naming, rules: settings.rules)
        switch id.kind {
        case .connection:
            let answer = try await backend.connection(id: id.key, team: id.team)
            var outcome = outcome(id, answer)
            outcome.connection = answer.reading
            outcome.shown = answer.stored.map { MeaningReader(rules: settings.rules).shownFields(ofStored: $0) } ?? [:]
            return outcome
        case .variable:
            return withText(id, try await backend.variable(key: id.key, team: id.team))
        case .config:
            return withText(id, try await backend.config(key: id.key))
        }
    }

    private func withText(_ id: EntryID, _ answer: BackendAnswer<TextReading>) -> GetOutcome {
        var outcome = outcome(id, answer)
        outcome.text = answer.reading
        return outcome
    }

    private func outcome<Reading>(_ id: EntryID, _ answer: BackendAnswer<Reading>) -> GetOutcome {
        GetOutcome(
            id: id, asked: answer.asked, answered: answer.answered, refused: answer.refused, stored: answer.stored,
            denied: answer.denied, shown: [:])
    }
}
