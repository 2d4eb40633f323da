import AirflowModel
import Declarations
import Ledger
import SyncModel

extension SyncEngine {
    /// Reads every value that a revision records, and compares fingerprints.
    func compareValues(
        _ ledger: Ledger, _ revision: String?, _ keys: [FingerprintKey], _ connection: Connection, _ items: LedgerItems
    ) async throws -> ValueVerification {
        let applied = try await ledger.appliedState(at: revision)
        guard let key = keys.first(where: { $0.id == applied.keyID }) else {
            return ValueVerification(
                compared: 0,
                findings: applied.records.keys.sorted().map { ($0, .unreadable, "its key is not in Akeyless any more") }
            )
        }
        let reading = StoredReading(
            key: key, reader: MeaningReader(rules: settings.rules), blocks: ItemBlocks(projectID: ledger.projectID))
        let observer = Observer(client: connection.client, location: items.location, reading: reading)
        var rows = try await observer.list(prefixes: [], applied: applied)
        try await observer.askForMissing(&rows, applied: applied)
        _ = try await observer.addValues(
            of: Set(rows.items.keys), to: &rows, desired: DesiredState(), applied: applied)
        var result = ValueVerification(compared: applied.records.count, findings: [])
        for record in applied.records.values.sorted(by: { $0.path < $1.path }) {
            switch rows.state[record.path] {
            case .absent: result.findings.append((record.path, .absent, nil))
            case .unknown(let why): result.findings.append((record.path, .unreadable, why))
            case .present(let item):
                let isEqual = item.value?.underApplied?.whole == record.fingerprint.whole
                if !isEqual { result.findings.append((record.path, .differs, nil)) }
            }
        }
        return result
    }
}
