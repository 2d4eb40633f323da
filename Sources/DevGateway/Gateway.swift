import SyncModel

/// The emulated service itself, without a socket: calls in, answers out.
///
/// ``DevGateway`` puts it behind a port. Tests may ask it directly, which needs no network and no server.
package final class Gateway: Sendable {
    let configuration: GatewayConfiguration
    let store: GatewayStore
    let identities: [String: KnownIdentity]
    let challenges = CertificateChallenges()
    /// Counts, faults and limits; they are only reachable from outside when the configuration says so.
    package let controls: TestControls
    /// The login made on first start; nil when identities were configured.
    package let credentials: GatewayCredentials?

    private init(
        configuration: GatewayConfiguration, store: GatewayStore, identities: [KnownIdentity],
        credentials: GatewayCredentials?
    ) {
        self.configuration = configuration
        self.store = store
        self.identities = Dictionary(identities.map { ($0.accessID, $0) }) { first, _ in first }
        self.credentials = credentials
        controls = TestControls(recordsWrites: configuration.testControls)
    }

    /// Opens the store and makes what a first start needs.
    ///
    /// - Throws: ``GatewayError`` with a `data-file-…` code or `invalid-configuration`.
    package static func open(_ configuration: GatewayConfiguration) async throws -> Gateway {
        guard configuration.pageSize > 0 else {
            throw GatewayError.invalidConfiguration("page size", "it must be above zero")
        }
        let store = try GatewayStore(configuration.storage)
        let now = configuration.clock.now
        try await store.perform(writing: true) { tables in
            try tables.dropOldSessions(before: now - 86_400)
            for identity in configuration.identities ?? [] {
                for token in identity.uidTokens {
                    try tables.insertSession(
                        Session(
                            accessID: identity.accessID, isUniversal: true, expires: nil, isRevoked: false,
                            created: now), token: token.reveal())
                }
            }
            for secret in configuration.providedSecrets { try tables.provide(secret, now: now) }
        }
        guard let identities = configuration.identities else {
            let (identity, credentials) = try await GeneratedIdentity.prepare(
                in: store, storage: configuration.storage)
            return Gateway(
                configuration: configuration, store: store, identities: [identity], credentials: credentials)
        }
        return Gateway(
            configuration: configuration, store: store, identities: identities.map(KnownIdentity.init),
            credentials: nil)
    }

    /// Lets the data file go; every later call fails.
    package func close() async throws {
        try await store.close()
    }

    /// Answers one call; faults included, and never by throwing.
    package func answer(_ call: GatewayCall) async -> GatewayAnswer {
        var answer = await route(call)
        answer.headers.append(("date", CivilTime(unixSeconds: configuration.clock.now).rfc1123))
        return answer
    }

    private func route(_ call: GatewayCall) async -> GatewayAnswer {
        let path = call.path.split(separator: "?", maxSplits: 1).first.map(String.init) ?? "/"
        if configuration.testControls, let control = ControlRoute(path: path) {
            return await control.answer(call, gateway: self)
        }
        if path == "/health", call.method == "GET" {
            return GatewayAnswer(["status": "ok"])
        }
        let name = CommandPath.command(in: path)
        guard call.method == "POST", let command = Command.table[name] else {
            controls.count(name.isEmpty ? "unknown" : name)
            return GatewayAnswer(
                error: "unknown command '\(name)'", status: configuration.guesses.unknownCommandStatus)
        }
        let arguments: Arguments
        do throws(Refusal) {
            arguments = try Arguments(body: call.body)
        } catch {
            controls.count(command.name)
            return answer(to: error, command: command, accessID: "")
        }
        return await controls.passing(command, arguments, gateway: self) { store in
            await self.perform(command, arguments, store: store)
        }
    }

    private func perform(_ command: Command, _ arguments: Arguments, store: GatewayStore) async -> GatewayAnswer {
        let now = configuration.clock.now
        do {
            switch command.action {
            case .open(let body):
                let outcome = try await body(OpenRequest(arguments: arguments, gateway: self, now: now))
                return GatewayAnswer(outcome.body, status: outcome.status)
            case .stored(let writes, let body):
                // A cache keeps values and not sessions: who asks is looked up in the present.
                let known =
                    store === self.store
                    ? nil
                    : try await self.store.perform(writing: false) { tables in
                        try self.caller(of: arguments, in: tables, now: now)
                    }
                let outcome = try await store.perform(writing: writes) { tables in
                    let caller = try known ?? self.caller(of: arguments, in: tables, now: now)
                    let request = CommandRequest(
                        arguments: arguments, caller: caller, tables: tables, configuration: self.configuration,
                        now: now)
                    do {
                        return try body(request)
                    } catch let refusal as Refusal {
                        throw AttributedRefusal(refusal: refusal, accessID: caller.accessID)
                    }
                }
                return GatewayAnswer(outcome.body, status: outcome.status)
            }
        } catch let attributed as AttributedRefusal {
            return answer(to: attributed.refusal, command: command, accessID: attributed.accessID)
        } catch let refusal as Refusal {
            let accessID = (try? arguments.text("access-id")) ?? ""
            return answer(to: refusal, command: command, accessID: accessID)
        } catch {
            // Nothing about the inside is told: the error may quote a statement.
            return GatewayAnswer(error: "internal server error", status: 500)
        }
    }

    private func answer(to refusal: Refusal, command: Command, accessID: String) -> GatewayAnswer {
        GatewayAnswer(
            error: refusal.text(of: command.purpose, accountID: configuration.accountID, accessID: accessID),
            status: refusal.status)
    }
}

/// A refusal together with the access id it names, thrown so that the transaction rolls back.
private struct AttributedRefusal: Error {
    let refusal: Refusal
    let accessID: String
}
