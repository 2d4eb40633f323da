package import AirflowAkeyless
import Ledger
import SyncModel

extension SyncEngine {
    /// The hook over the gateway of this environment, or over the one that flags and the environment name.
    ///
    /// - Throws: ``EngineFailure``, as before any other command, for an untrusted gateway or an incomplete login.
    package func hook() async throws -> AkeylessHook {
        await noticeUnresolved()
        return AkeylessHook(client: try await connection().client)
    }

    /// Says of an item that a command is about to change by itself that a project manages it: this environment's ledger
    /// records it, or it carries the tag that an apply gives. The command goes on.
    package func noticeManaged(_ name: String, tags: [String]) async {
        let tag = tags.first { $0.lowercased().hasPrefix(ItemBlocks.tagPrefix) }
        let isRecorded = await isRecorded(ItemPath(name))
        guard isRecorded || tag != nil else { return }
        let why = isRecorded ? "the ledger of \(environment) records it" : "it carries the tag \(tag ?? "")"
        context.notice(
            escapedForTerminal(
                "note: \(name) is managed by Lockstep (\(why)); the next plan will call this a change made outside. "
                    + "What its project declares is changed by `lockstep apply`"))
    }

    /// Whether the ledger of this environment, as this clone knows it, records an item; false outside of a project.
    private func isRecorded(_ path: ItemPath) async -> Bool {
        guard project != nil, let applied = try? await openLedger().ledger.appliedState() else { return false }
        return applied.records[path] != nil
    }
}
