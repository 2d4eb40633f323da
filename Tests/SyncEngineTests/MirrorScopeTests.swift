import AirflowModel
import AkeylessClient
import Planning
import SyncModel
import Testing

@testable import SyncEngine

@Suite struct MirrorScopeTests {
    /// A network that must not be needed.
    private struct NoNetwork: HTTPTransport {
        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            throw TransportError(.neverSent, "no network")
        }
    }

    private static let key = FingerprintKey(bytes: [UInt8](repeating: 7, count: 32))

    private func record(_ id: EntryID, _ path: String) -> AppliedRecord {
        let path = ItemPath(path)
        return AppliedRecord(
            id: id, path: path, row: RowStamp(itemID: 1, lastVersion: 1, modificationDate: "2026-01-01T00:00:00Z"),
            racy: false, fingerprint: Self.key.fingerprint(EntryMeaning(fields: ["value": Secret("v")]), at: path),
            source: .mirror(of: "prod"))
    }

    @Test func aDoubtIsAboutBothPathsOfAMovedEntry() async throws {
        // The source has no teams, so what became of a team's entry there is not known.
        let source = MirrorSource(
            environment: "prod",
            client: AkeylessClient(
                gateway: try GatewayURL("https://gw.example.com"), auth: .session(token: Secret("t")),
                transport: NoNetwork()),
            naming: NamingConvention(), listed: [], entries: [:], obstacles: [:], teams: [], valuesRead: 0)
        let id = EntryID(kind: .variable, team: "sales", key: "region")
        let records = ["/old/sales/region", "/new/sales/region"].map { record(id, $0) }
        let applied = AppliedState(records: Dictionary(uniqueKeysWithValues: records.map { ($0.path, $0) }))
        let settled = await MirrorScope(source: source).settled(desired: DesiredState(entries: [:]), applied: applied)
        #expect(Set(settled.keys) == Set(records.map(\.path)))
    }
}
