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
            outcome.shown = await shownFields(answer)
            return outcome
        case .variable:
            return withText(id, try await backend.variable(key: id.key, team: id.team))
        case .config:
            return withText(id, try await backend.config(key: id.key))
        }
    }

    /// The fields that may be shown without being asked to reveal: those on the allow-list that the declaration of this
    /// item writes out. What came from a reference, or from elsewhere, could be a secret in any field.
    private func shownFields(_ answer: BackendAnswer<ConnectionReading>) async -> [String: String] {
        guard let stored = answer.stored, let path = answer.answered.map(ItemPath.init) else { return [:] }
        let loaded = DeclarationLoader.load(files: files, settings: settings)
        let declared = await ReferenceResolution.resolve(loaded.entries, settings: settings, resolvers: nil).entries
        let literals = declared.first { $0.path == path }?.literalFields ?? []
        return MeaningReader(rules: settings.rules).shownFields(ofStored: stored).filter { name, _ in
            name == "conn_type" || literals.contains(name)
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
