import AirflowAkeyless
import AirflowModel
import AkeylessClient
import Declarations
import Planning
import SyncModel

/// Where Airflow connections come from that say how to log in: a file, the environment, the declarations of the project.
struct ConnectionSource: Sendable {
    let engine: SyncEngine

    /// A connection that was found, and where.
    private struct Found {
        var connection: Connection
        var origin: SettingOrigin
    }

    /// The login of a connection.
    ///
    /// - Parameter isRequired: Whether someone asked for this connection; if so, the declarations are searched, too.
    /// - Throws: ``EngineFailure`` `connection-missing` or `connection-unusable`, both invalid input.
    func login(id: String, strength: SettingOrigin.Strength, isRequired: Bool) async throws -> ImportedLogin? {
        try await find(id, isRequired: isRequired).map { try self.login(of: $0, strength) }
    }

    /// The login of the connection `akeyless_default`, where the project declares one.
    func declaredDefault() async throws -> ImportedLogin? {
        try await declared(AkeylessConnection.defaultID).map { try login(of: $0, .fallback) }
    }

    private func login(of found: Found, _ strength: SettingOrigin.Strength) throws -> ImportedLogin {
        do {
            let read = try AkeylessConnection(found.connection)
            for note in read.notes { engine.context.notice("note: \(found.origin): \(note)") }
            return ImportedLogin(strength: strength, origin: found.origin, fields: read.fields, address: read.address)
        } catch {
            throw Self.unusable(found.origin.description, error.reason)
        }
    }

    private func find(_ id: String, isRequired: Bool) async throws -> Found? {
        if let file = engine.settings.text(.connFile) { return try inFile(file, id) }
        if let found = try inEnvironment(id) { return found }
        guard isRequired else { return nil }
        if let found = try await declared(id) { return found }
        throw missing(id, looked: "\(Self.variable(id)) is not set, and no declaration has this id", near: declaredIDs)
    }

    // MARK: The three places

    private func inEnvironment(_ id: String) throws -> Found? {
        let variable = Self.variable(id)
        let fields: ConnectionFields?
        do throws(AirflowModelError) {
            fields = try EnvironmentSecrets(variables: engine.context.variables, rules: engine.settings.rules)
                .connection(id)
        } catch { throw Self.unusable("variable \(variable)", error.code.explanation) }
        guard let fields else { return nil }
        return Found(
            connection: try Self.connection(fields.connection, "variable \(variable)"),
            origin: .connection(id: id, place: "variable \(variable)", isFromRepository: false))
    }

    /// Inside of a project a file counts as part of the repository: a commit could change it.
    private func inFile(_ file: String, _ id: String) throws -> Found {
        let place = "the file \(escapedForTerminal(file))"
        guard let bytes = try? CloudEffects.system(environment: [:]).readFile(file) else {
            throw Self.unusable(place, "it cannot be read")
        }
        let entries: [AirflowConnectionFile.Entry]
        do throws(FileProblem) {
            let parsed = try DeclarationFileReader.readAsAirflow(bytes, file: file)
            entries = try AirflowConnectionFile.entries(of: parsed, rules: engine.settings.rules)
        } catch { throw Self.unusable(place, error.diagnostics.first?.message ?? "Airflow cannot read it") }
        guard let entry = entries.first(where: { $0.key.text == id }) else {
            throw missing(id, looked: "it is not in \(place)", near: entries.compactMap(\.key.text))
        }
        return Found(
            connection: try Self.connection(entry.connection, "\(entry.key.location)"),
            origin: .connection(id: id, place: "\(entry.key.location)", isFromRepository: engine.project != nil))
    }

    private static func connection(_ connection: Connection?, _ place: String) throws -> Connection {
        guard let connection else {
            throw unusable(place, "a field has a type that Airflow's hook cannot use")
        }
        return connection
    }

    private func declared(_ id: String) async throws -> Found? {
        guard engine.project != nil else { return nil }
        let entries = DeclarationLoader.load(files: engine.files, settings: engine.settings).entries
        guard let entry = entries.first(where: { $0.id == EntryID(kind: .connection, team: nil, key: id) }) else {
            return nil
        }
        let resolvers = ReferenceResolvers.authentication(engine.referenceContext(akeyless: nil))
        let (resolved, problems) = await ReferenceResolution.resolve(
            [entry], settings: engine.settings, resolvers: resolvers)
        guard let result = resolved.first, case .connection(let connection) = result.payload else {
            throw EngineFailure(
                .accessDenied, code: "login-incomplete", "the connection \(escapedForTerminal(id)) cannot be resolved",
                diagnostics: problems)
        }
        guard result.kept.isEmpty else {
            throw Self.unusable(
                "\(entry.location)", "what Akeyless keeps (ref+kept://) cannot be read before the login")
        }
        return Found(
            connection: connection,
            origin: .connection(id: id, place: "\(entry.location)", isFromRepository: true))
    }

    private var declaredIDs: [String] {
        guard engine.project != nil else { return [] }
        return DeclarationLoader.load(files: engine.files, settings: engine.settings).entries
            .filter { $0.id.kind == .connection && $0.id.team == nil }.map(\.id.key)
    }

    // MARK: Failures

    private static func variable(_ id: String) -> String { EnvironmentSecrets.name(kind: .connection, key: id) ?? "" }

    private static func unusable(_ place: String, _ reason: String) -> EngineFailure {
        EngineFailure(
            .invalidInput, code: "connection-unusable", "the connection cannot be used to log in",
            causes: ["\(place): \(reason)"])
    }

    private func missing(_ id: String, looked: String, near: [String]) -> EngineFailure {
        EngineFailure(
            .invalidInput, code: "connection-missing", "there is no connection \(escapedForTerminal(id))",
            causes: [looked],
            hints: suggestion(for: id, among: near).map { ["did you mean \(escapedForTerminal($0))?"] } ?? [])
    }
}
