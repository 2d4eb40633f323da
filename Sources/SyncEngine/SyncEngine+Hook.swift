package import AirflowAkeyless

extension SyncEngine {
    /// The hook over the gateway of this environment, or over the one that flags and the environment name.
    ///
    /// - Throws: ``EngineFailure``, as before any other command, for an untrusted gateway or an incomplete login.
    package func hook() async throws -> AkeylessHook {
        AkeylessHook(client: try await connection().client)
    }
}
