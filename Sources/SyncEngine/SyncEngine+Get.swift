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

    /// What kept paths from being read; Airflow takes it for «not there».
    package var failures: [AkeylessError]

    /// Fields of a connection that may be shown without being asked to reveal.
    package var shown: [String: String]

    /// Names near the one that nothing was found under, as a sentence.
    package var nearby: String?

    /// Why nothing could be written under these settings, which keeps nobody from asking.
    package var diagnostics: [Diagnostic]

    /// More about the answer, where it was asked for.
    package var explanation: GetExplanation?

    package var isFound: Bool { connection?.isFound ?? text?.isFound ?? false }
}

/// What `--explain` adds to an answer.
package struct GetExplanation: Sendable {
    /// What Akeyless itself holds at a path, past the cache of the gateway, against what the gateway gave.
    package enum FreshState: String, Sendable {
        case same, changed, absent, denied, unknown
        /// Nothing was given, but there is a value.
        case present
    }

    package struct Fresh: Sendable {
        package var path: String
        package var state: FreshState
    }

    /// The stored text as a release of the other generation reads it.
    package struct OtherRelease: Sendable {
        package var release: ReleaseVersion

        /// Fields that it reads differently; empty where it agrees.
        package var fields: [String]
        package var isFound: Bool
        package var connection: ConnectionReading?
    }

    package var fresh: [Fresh] = []

    /// Nil where nothing is stored.
    package var other: OtherRelease?
}

extension SyncEngine {
    /// Asks as the provider does.
    ///
    /// - Parameter explaining: Whether to look past the gateway's cache as well, and at the other Airflow generation.
    package func get(_ id: EntryID, explaining: Bool = false) async throws -> GetOutcome {
        await noticeUnresolved()
        let connection = try await connection()
        let backend = AkeylessBackend(client: connection.client, naming: settings.naming, rules: settings.rules)
        var outcome: GetOutcome
        switch id.kind {
        case .connection:
            let answer = try await backend.connection(id: id.key, team: id.team)
            outcome = self.outcome(id, answer)
            outcome.connection = answer.reading
            outcome.shown = await shownFields(answer)
        case .variable: outcome = withText(id, try await backend.variable(key: id.key, team: id.team))
        case .config: outcome = withText(id, try await backend.config(key: id.key))
        }
        if outcome.answered == nil, outcome.failures.isEmpty, let path = outcome.asked.last {
            outcome.nearby = await NearbyNames(hook: AkeylessHook(client: connection.client)).hint(for: path)
        }
        if explaining { outcome.explanation = try await explanation(of: outcome, client: connection.client) }
        return outcome
    }

    private func explanation(of outcome: GetOutcome, client: AkeylessClient) async throws -> GetExplanation {
        var explanation = GetExplanation()
        let isReachable = !outcome.failures.contains { $0.kind == .unreachable || $0.kind == .loginFailed }
        for path in outcome.asked where isReachable {
            let stored = path == outcome.answered ? outcome.stored : nil
            explanation.fresh.append(.init(path: path, state: try await freshState(path, given: stored, client)))
        }
        if let reading = outcome.connection, let stored = outcome.stored {
            explanation.other = otherRelease(reading, stored)
        }
        return explanation
    }

    private func freshState(
        _ path: String, given: Secret?, _ client: AkeylessClient
    ) async throws -> GetExplanation.FreshState {
        do {
            let fresh = try await client.secretValue(path)
            guard let given else { return .present }
            return fresh == given ? .same : .changed
        } catch let error as AkeylessError {
            return error.kind == .notFound ? .absent : error.kind == .denied ? .denied : .unknown
        }
    }

    /// Only connections are read by rules that changed; a variable or config option is read alike by all releases.
    private func otherRelease(_ reading: ConnectionReading, _ stored: Secret) -> GetExplanation.OtherRelease {
        let rules = settings.rules.otherGeneration
        let other = BackendReader(rules: rules).connection(stored: stored)
        return GetExplanation.OtherRelease(
            release: rules.version, fields: reading.differences(from: other), isFound: other.isFound,
            connection: other)
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
            failures: answer.failures, shown: [:], diagnostics: settingDiagnostics.filter(\.isAboutNames))
    }
}
