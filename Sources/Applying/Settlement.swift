import Planning
import SyncModel

/// What is certain about one change at the end: its line in the receipt and what the ledger is to say about the item.
struct Settled: Sendable {
    var result: ChangeResult
    var put: AppliedRecord?
    var isRemoved = false

    /// Whether the next run has to find out what became of it.
    var isOpen = false

    /// Whether it ends a rollback's hold, if it is done.
    var endsHold = false
}

/// A change together with how its calls went.
struct Tried: Sendable {
    var entry: IntentEntry
    var precondition: RowStamp?
    var attempt: Attempt
}

/// Lists everything again, reads every written value back, and says what may be recorded.
struct Settlement: Sendable {
    /// How long an apply waits for the service's clock to leave the second of the last write.
    static let longestWait: Duration = .seconds(3)

    let store: any SecretStore
    let clock: any Clock<Duration>
    let sourceCommit: String?
    let stop: StopSignal
    let observe: @Sendable (ApplyStep) -> Void

    /// - Parameter fresh: A listing that is still good, because nothing was written after it.
    func settle(_ tried: [Tried], fresh: StoreListing?) async throws(StoreError) -> [Settled] {
        let open = tried.filter(\.attempt.needsSettling)
        guard !open.isEmpty else { return tried.map { settled($0, StoreListing(items: [:], answeredAt: nil), [:]) } }
        let listing = try await cleanListing(Set(open.map(\.entry.path)), fresh: fresh)
        let requests = open.filter { $0.attempt != .recordOnly && $0.isPresent(in: listing) }.compactMap(
            \.entry.request)
        if !requests.isEmpty { observe(.readingBack(items: requests.count)) }
        let values = requests.isEmpty ? [:] : await store.read(requests)
        return tried.map { tried in
            var settled = settled(tried, listing, values)
            settled.endsHold = tried.entry.endsHold
            return settled
        }
    }

    /// A listing whose dates are proof, if three seconds are enough for that.
    private func cleanListing(_ paths: Set<ItemPath>, fresh: StoreListing?) async throws(StoreError) -> StoreListing {
        var listing: StoreListing
        if let fresh { listing = fresh } else { listing = try await store.list(paths) }
        let waits = paths.compactMap { path -> Int64? in
            guard case .present(let item) = listing[path] else { return nil }
            return Raciness.secondsToWait(item.row, answeredAt: listing.answeredAt)
        }
        guard let longest = waits.max(), longest > 0, !stop.isRequested else { return listing }
        let wait = min(.seconds(longest), Self.longestWait)
        observe(.waiting(wait))
        guard (try? await clock.sleep(for: wait)) != nil else { return listing }
        listing = try await store.list(paths)
        return listing
    }

    private func settled(
        _ tried: Tried, _ listing: StoreListing, _ values: [ItemPath: Result<EntryFingerprint, StoreError>]
    ) -> Settled {
        let entry = tried.entry
        switch tried.attempt {
        case .failed(let failure, touched: false): return Settled(result: ChangeResult(entry, .failed, failure))
        case .notTried(let failure): return Settled(result: ChangeResult(entry, .notTried, failure))
        default: break
        }
        switch listing[entry.path] {
        case .unknown(let why):
            return Settled(result: ChangeResult(entry, .failed, .init(.notReadable, detail: why)), isOpen: true)
        case .absent: return absent(tried)
        case .present(let item):
            let racy = Raciness.isRacy(item.row, answeredAt: listing.answeredAt)
            if tried.attempt == .recordOnly { return recordedOnly(tried, item, racy: racy) }
            if entry.action == .delete || entry.action == .purge { return notDeleted(tried, values[entry.path]) }
            return written(tried, item.row, racy: racy, values[entry.path])
        }
    }

    private func absent(_ tried: Tried) -> Settled {
        let entry = tried.entry
        if entry.action == .delete || entry.action == .forget {
            return Settled(result: ChangeResult(entry, .done), isRemoved: true)
        }
        if entry.action == .purge { return Settled(result: ChangeResult(entry, .done)) }
        let failure = entry.action == .create ? tried.attempt.failure : nil
        return Settled(result: ChangeResult(entry, .failed, failure ?? .init(.vanished)))
    }

    private func recordedOnly(_ tried: Tried, _ item: ObservedItem, racy: Bool) -> Settled {
        let entry = tried.entry
        if entry.action == .forget { return Settled(result: ChangeResult(entry, .failed, .init(.appeared))) }
        guard item.row == tried.precondition, item.blocked == nil, let after = entry.after else {
            let outcome: ChangeOutcome = entry.action == .refresh ? .notTried : .failed
            return Settled(result: ChangeResult(entry, outcome, .init(.changedSincePlan)))
        }
        let record = entry.record(after, row: item.row, racy: racy, sourceCommit: sourceCommit)
        return Settled(result: ChangeResult(entry, .done), put: record)
    }

    private func notDeleted(_ tried: Tried, _ value: Result<EntryFingerprint, StoreError>?) -> Settled {
        let entry = tried.entry
        // Between listing and reading it went away after all.
        if case .failure(let error)? = value, error.code == .notFound { return absent(tried) }
        return Settled(result: ChangeResult(entry, .failed, tried.attempt.failure ?? .init(.stillThere)))
    }

    private func written(
        _ tried: Tried, _ row: RowStamp, racy: Bool, _ value: Result<EntryFingerprint, StoreError>?
    ) -> Settled {
        let entry = tried.entry
        switch value {
        case .failure(let error)?:
            if error.code == .notFound { return absent(tried) }
            let failure = ChangeFailure(.notReadable, detail: error.description)
            return Settled(result: ChangeResult(entry, .failed, failure), isOpen: true)
        case nil: return Settled(result: ChangeResult(entry, .failed, .init(.notReadable)), isOpen: true)
        case .success(let now)?:
            if entry.state(of: now) == .after {
                let record = entry.record(now, row: row, racy: racy, sourceCommit: sourceCommit)
                return Settled(result: ChangeResult(entry, .done), put: record)
            }
            if entry.isHalfDone(now) {
                let failure = ChangeFailure(.halfDone, detail: tried.attempt.failure?.text)
                let record = entry.record(now, row: row, racy: racy, sourceCommit: sourceCommit)
                return Settled(result: ChangeResult(entry, .failed, failure), put: record)
            }
            return Settled(result: ChangeResult(entry, .failed, tried.attempt.failure ?? .init(.differsAfterWrite)))
        }
    }
}

extension Tried {
    fileprivate func isPresent(in listing: StoreListing) -> Bool {
        if case .present = listing[entry.path] { true } else { false }
    }
}

extension Attempt {
    var failure: ChangeFailure? {
        switch self {
        case .uncertain(let failure), .failed(let failure, _), .notTried(let failure): failure
        case .landed, .recordOnly: nil
        }
    }
}
