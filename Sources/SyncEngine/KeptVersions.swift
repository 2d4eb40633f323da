import AirflowModel
import AkeylessClient
import AkeylessWire
import Applying
import Declarations
import SyncModel

/// A recorded value as Akeyless still holds it.
struct KeptValue: Sendable {
    var payload: DesiredPayload

    /// What writing it will mean, under the key in force.
    var fingerprint: EntryFingerprint

    /// Whether that is all the record says; if not, the description of then is not kept.
    var isWhole: Bool
}

/// Why a recorded value is not to be had any more.
struct NotKept: Error, Sendable {
    var reason: String
}

/// Reads old versions, and believes them only if they are what the ledger recorded.
struct KeptVersions: Sendable {
    let session: Session

    /// How the records were made: under the key of their time.
    let recorded: StoredReading

    init(session: Session, key: FingerprintKey? = nil) {
        self.session = session
        recorded = StoredReading(key: key ?? session.key, reader: session.reader, blocks: session.blocks)
    }

    /// The value that a record speaks of.
    ///
    /// - Parameters:
    ///   - item: What is at its path now; nil for nothing, and then the trash is asked.
    ///   - rule: What is to be taken of it; nil for what the record covers. What the record left to Akeyless is taken
    ///     unseen, since the ledger has no fingerprint of it.
    func value(
        of record: AppliedRecord, item: Item?, under rule: ComparisonRule? = nil
    ) async -> Result<KeptValue, NotKept> {
        let rule = rule ?? record.rule
        do {
            if let item {
                guard StoredReading.row(item).itemID == record.row.itemID else { throw await madeAnew(record) }
                return .success(try await value(of: record, in: item, at: record.path, under: rule))
            }
            guard let trash = session.location.trash else { throw NotKept.deleted }
            let path = trash.path(of: record.row.itemID, at: record.path)
            let item = try await session.client.describeItem(path.rawValue)
            var kept = try await value(of: record, in: item, at: path, under: rule)
            kept.payload.trash = TrashedItem(
                path: path, isNewest: item.lastVersion == record.row.lastVersion, tags: item.tags.filter(Trash.isTag))
            return .success(kept)
        } catch let obstacle as NotKept {
            return .failure(obstacle)
        } catch let error as AkeylessError where error.kind == .notFound {
            return .failure(.deleted)
        } catch {
            return .failure(NotKept(reason: "\(error)"))
        }
    }

    /// Why a record is of another item than the one at its path, and the way back where the trash holds that other one.
    private func madeAnew(_ record: AppliedRecord) async -> NotKept {
        guard let path = session.location.trash?.path(of: record.row.itemID, at: record.path),
            let item = try? await session.client.describeItem(path.rawValue),
            StoredReading.row(item).itemID == record.row.itemID
        else { return .madeAnew }
        return NotKept(
            reason: "the item was deleted and made anew since; the recorded one lies in the trash at \(path): take the "
                + "declaration away, run lockstep apply --prune, and roll back then")
    }

    private func value(
        of record: AppliedRecord, in item: Item, at path: ItemPath, under rule: ComparisonRule
    ) async throws -> KeptValue {
        guard StoredReading.row(item).itemID == record.row.itemID else { throw NotKept.madeAnew }
        let version = record.row.lastVersion
        let stored: Secret
        do {
            stored = try await session.client.secretValue(path.rawValue, version: version)
        } catch let error as AkeylessError where error.kind == .notFound {
            throw NotKept(reason: "version \(version) is no longer kept")
        }
        var payload = DesiredPayload(content: try content(stored, record, under: rule), ignored: rule.ignoredFields)
        var description = item.description
        if record.id.kind != .connection {
            // A description is no part of a version: it is known where there was none, or where it is still the same.
            if record.fingerprint.fields[descriptionField] == nil { description = "" }
            payload.description = description
        }
        func meaning(_ reading: StoredReading, _ rule: ComparisonRule) -> EntryFingerprint {
            reading.fingerprint(stored, at: record.path, kind: record.id.kind, description: description, rule: rule)
        }
        let then = meaning(recorded, record.rule)
        let isWhole = then.whole == record.fingerprint.whole
        let isSame = then.withoutDescription == record.fingerprint.withoutDescription
        guard isWhole || (record.id.kind != .connection && isSame) else {
            throw NotKept(reason: "version \(version) was overwritten and holds another value by now")
        }
        return KeptValue(payload: payload, fingerprint: meaning(session.reading, rule), isWhole: isWhole)
    }

    /// The text as it was stored, or its fields where some are to be left to what Akeyless holds now.
    private func content(
        _ stored: Secret, _ record: AppliedRecord, under rule: ComparisonRule
    ) throws -> DesiredPayload.Content {
        guard record.id.kind == .connection, !rule.ignoredFields.isEmpty else { return .stored(stored) }
        let reading = BackendReader(rules: session.reader.rules).connection(stored: stored)
        guard let connection = reading.connection else {
            throw NotKept(reason: "version \(record.row.lastVersion) is nothing that Airflow could read")
        }
        return .declared(.connection(connection))
    }
}

extension NotKept {
    static let deleted = NotKept(
        reason: "the item was deleted since, and Akeyless keeps no version of a deleted item")
    static let madeAnew = NotKept(
        reason: "the item was deleted and made anew since, and Akeyless keeps no version of a deleted item")
}
