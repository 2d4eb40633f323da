import AirflowModel
import AkeylessClient
import AkeylessWire
import Planning
import SyncModel

/// Finds out what Akeyless holds: first the rows of the listing, then only those values that decide something.
struct Observer: Sendable {
    let client: AkeylessClient
    let location: LedgerLocation
    let reading: StoredReading

    /// Rows of items as they were listed or described, and what is known of the paths without one.
    struct Rows: Sendable {
        var items: [ItemPath: Item] = [:]
        var state = ObservedState()
    }

    /// Lists every prefix, of the current settings and of the ledger's own paths.
    func list(prefixes: [String], applied: AppliedState) async throws -> Rows {
        let ledgerFolders = applied.records.keys.map(\.rawValue.enclosingFolder)
        let all = Set(prefixes).union(ledgerFolders.filter { folder in !prefixes.contains(where: folder.begins) })
        let listing = try await ItemWalk(client: client, prefixes: all.sorted()).run()
        var rows = Rows()
        for listed in listing.items {
            let path = ItemPath(listed.item.name)
            guard !location.holds(path) else { continue }
            // Of an old base only what the ledger names is ours to look at.
            guard applied.records[path] != nil || prefixes.contains(where: path.rawValue.begins) else { continue }
            rows.items[path] = listed.item
            rows.state.items[path] = .present(reading.item(listed.item, record: applied.records[path]))
        }
        return rows
    }

    /// Asks by name for recorded items that the listing lacks: only "there is no such item" is absence.
    ///
    /// - Throws: `CancellationError`; a call that ended with the run says nothing about its item.
    func askForMissing(_ rows: inout Rows, applied: AppliedState) async throws {
        let missing = applied.records.keys.filter { rows.items[$0] == nil }
        let answers = await boundedMap(missing, limit: client.parallelism) { path in (path, await describe(path)) }
        try Task.checkCancellation()
        for (path, answer) in answers {
            switch answer {
            case .success(let item):
                rows.items[path] = item
                rows.state.items[path] = .present(reading.item(item, record: applied.records[path]))
            case .failure(let error) where error.kind == .notFound: rows.state.items[path] = .absent
            case .failure(let error): rows.state.items[path] = .unknown(reason: error.description)
            }
        }
    }

    private func describe(_ path: ItemPath) async -> Result<Item, AkeylessError> {
        do {
            return .success(try await client.describeItem(path.rawValue))
        } catch let error as AkeylessError {
            return .failure(error)
        } catch {
            return .failure(AkeylessError(.unreachable, endpoint: "describe-item", gateway: client.gateway.host))
        }
    }

    /// Reads the given values past every cache and adds what they mean.
    ///
    /// - Returns: how many were asked for.
    /// - Throws: `CancellationError`, as ``askForMissing(_:applied:)``.
    func addValues(
        of paths: Set<ItemPath>, to rows: inout Rows, desired: DesiredState, applied: AppliedState,
        answered: @Sendable (Int) -> Void = { _ in }
    ) async throws -> Int {
        let answers = await client.secretValues(at: paths.sorted(), answered: answered)
        try Task.checkCancellation()
        for (path, answer) in answers {
            guard case .present(var observed) = rows.state[path], let item = rows.items[path] else { continue }
            switch answer {
            case .value(let stored):
                observed.value = reading.value(
                    stored, of: item, desired: desired.entries[path], applied: applied.records[path])
                rows.state.items[path] = .present(observed)
            case .absent: rows.state.items[path] = .unknown(reason: "it was listed, but has no value")
            case .denied(let error), .failed(let error):
                rows.state.items[path] = .unknown(reason: error.description)
            }
        }
        return paths.count
    }
}
