import Applying
import Declarations
import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// What Akeyless holds of everything that the ledger records.
    struct ManagedState {
        var records: [ItemPath: AppliedRecord] = [:]
        var absent: [ItemPath] = []
    }

    func managedState(_ session: Session, under key: FingerprintKey) async throws -> ManagedState {
        let store = readingStore(session, under: key)
        let known = session.applied.records
        let listing: StoreListing
        do { listing = try await store.list(Set(known.keys)) } catch {
            throw EngineFailure(
                error.code == .loginLost ? .accessDenied : .failed, code: "rekey-unreadable",
                "the managed items cannot be listed", causes: [error.description])
        }
        let present = known.values.filter { if case .present = listing[$0.path] { true } else { false } }
        let values = await store.read(present.map { ReadRequest(path: $0.path, id: $0.id, rule: $0.rule) })
        var state = ManagedState()
        var problems: [(ItemPath, StoreError)] = []
        for record in known.values.sorted(by: { $0.path < $1.path }) {
            switch (listing[record.path], values[record.path]) {
            case (.absent, _): state.absent.append(record.path)
            case (.present(let item), .success(let fingerprint)?):
                var record = record
                record.row = item.row
                record.racy = Raciness.isRacy(item.row, answeredAt: listing.answeredAt)
                record.fingerprint = fingerprint
                state.records[record.path] = record
            case (.present, .failure(let error)?): problems.append((record.path, error))
            case (.unknown(let why), _): problems.append((record.path, StoreError(.failed, why)))
            case (.present, nil): problems.append((record.path, StoreError(.failed, "no answer for the item")))
            }
        }
        guard problems.isEmpty else { throw Self.unreadable(problems) }
        return state
    }

    private static func unreadable(_ problems: [(ItemPath, StoreError)]) -> EngineFailure {
        let isDenied = problems.contains { $0.1.code == .denied || $0.1.code == .loginLost }
        return EngineFailure(
            isDenied ? .accessDenied : .failed, code: "rekey-unreadable",
            "\(counted(problems.count, "managed value")) cannot be read; the key was not changed",
            causes: problems.prefix(20).map { "\($0.0): \($0.1)" },
            hints: ["a new key needs every value: give this access id the right to read them"])
    }

    /// A store that reads only, with fingerprints under a key of the caller's.
    private func readingStore(_ session: Session, under key: FingerprintKey) -> AkeylessSecretStore {
        let reading = StoredReading(key: key, reader: session.reader, blocks: session.blocks)
        return AkeylessSecretStore(
            client: session.client,
            observer: Observer(client: session.client, location: session.location, reading: reading), payloads: [:],
            composer: PayloadComposer(rules: settings.rules, encoding: settings.encoding),
            keepsPreviousVersions: true, sendsLastVersion: false)
    }
}
