import Planning
import SyncModel

/// What the calls for one change came to, before the final listing and read-back.
enum Attempt: Hashable, Sendable {
    /// Akeyless answered that it is done, or reading showed it.
    case landed

    /// It may still have landed, or may land later.
    case uncertain(ChangeFailure)

    /// It failed; if touched, a first call of it had landed.
    case failed(ChangeFailure, touched: Bool = false)
    case notTried(ChangeFailure)

    /// Nothing to call: the change is recorded only.
    case recordOnly

    /// Whether the item has to be looked at again before anything is recorded about it.
    var needsSettling: Bool {
        switch self {
        case .landed, .uncertain, .recordOnly, .failed(_, touched: true): true
        case .failed, .notTried: false
        }
    }
}

/// Carries out one change: looks at the item, calls, and settles lost answers by reading.
struct ChangeWriter: Sendable {
    let store: any SecretStore
    let observe: @Sendable (ApplyStep) -> Void

    func write(_ entry: IntentEntry) async -> Attempt {
        switch entry.action {
        case .create: await create(entry)
        case .update: await update(entry)
        case .delete: await delete(entry)
        case .purge: await purge(entry)
        default: .recordOnly
        }
    }

    private func create(_ entry: IntentEntry) async -> Attempt {
        await call(entry, state: { $0.state(of: $1) }) { (store) throws(StoreError) in
            try await store.create(entry.path)
        }
    }

    private func delete(_ entry: IntentEntry) async -> Attempt {
        if let failure = await mismatch(entry) { return .failed(failure) }
        return await call(entry, state: { $0.state(of: $1) }) { (store) throws(StoreError) in
            do throws(StoreError) {
                try await store.delete(entry.path)
            } catch {
                // Not found: it was there a moment ago and is gone, which is what was asked for.
                guard error.code == .notFound else { throw error }
            }
        }
    }

    /// Nothing is read in the trash: where the answer is lost, the listing at the end says whether the item is gone.
    private func purge(_ entry: IntentEntry) async -> Attempt {
        do throws(StoreError) {
            try await store.purge(entry.path)
            return .landed
        } catch {
            switch error.code {
            case .notFound: return .landed
            case .lostAnswer: return .uncertain(ChangeFailure(error))
            default: return .failed(ChangeFailure(error))
            }
        }
    }

    /// Value and description are two calls, and the second is made only after the first has landed.
    private func update(_ entry: IntentEntry) async -> Attempt {
        if let failure = await mismatch(entry) { return .failed(failure) }
        var isTouched = false
        if entry.changesValue {
            let value = await call(entry, state: { $0.stateOfValue($1) }) { (store) throws(StoreError) in
                try await store.updateValue(entry.path)
            }
            guard value == .landed else { return value }
            isTouched = true
        }
        guard entry.changesDescription else { return .landed }
        let description = await call(entry, state: { $0.stateOfDescription($1) }) { (store) throws(StoreError) in
            try await store.updateDescription(entry.path)
        }
        if case .failed(let failure, _) = description { return .failed(failure, touched: isTouched) }
        return description
    }

    /// Why the item is not what it was when the plan was made, read right before it is written; nil if it is.
    private func mismatch(_ entry: IntentEntry) async -> ChangeFailure? {
        switch await read(entry) {
        case .success(let now?): now.whole == entry.before?.whole ? nil : ChangeFailure(.changedSincePlan)
        case .success(nil): ChangeFailure(.vanished)
        case .failure(let error):
            error.code == .loginLost ? ChangeFailure(error) : ChangeFailure(.notReadable, detail: error.description)
        }
    }

    /// Makes one call, at most twice: a lost answer is followed by a reading, and only a call that did not land is
    /// repeated.
    private func call(
        _ entry: IntentEntry, state: (IntentEntry, EntryFingerprint?) -> WrittenState,
        _ body: (any SecretStore) async throws(StoreError) -> Void
    ) async -> Attempt {
        var failure = ChangeFailure(.answerLost)
        for isRepeated in [false, true] {
            do throws(StoreError) {
                try await body(store)
                return .landed
            } catch {
                let mayHaveLanded = error.code == .lostAnswer || (isRepeated && error.code == .alreadyExists)
                failure = ChangeFailure(error)
                guard mayHaveLanded else { return .failed(failure) }
            }
            observe(.resolvingLostAnswer(entry.path))
            switch await read(entry) {
            case .failure(let error):
                return .uncertain(error.code == .loginLost ? ChangeFailure(error) : ChangeFailure(.answerLost))
            case .success(let now):
                switch state(entry, now) {
                case .after: return .landed
                case .before: continue
                case .neither: return .failed(ChangeFailure(.changedSincePlan), touched: true)
                }
            }
        }
        return .uncertain(failure)
    }

    /// What the item means now, nil if it is absent.
    private func read(_ entry: IntentEntry) async -> Result<EntryFingerprint?, StoreError> {
        guard let request = entry.request else { return .failure(StoreError(.failed, "it has no name in Airflow")) }
        return switch await store.read([request])[entry.path] {
        case .success(let now)?: .success(now)
        case .failure(let error)? where error.code == .notFound: .success(nil)
        case .failure(let error)?: .failure(error)
        case nil: .failure(StoreError(.failed, "no answer for the item"))
        }
    }
}

/// Which side of a change an item is on.
enum WrittenState: Hashable, Sendable {
    case before, after, neither
}

extension IntentEntry {
    var changesValue: Bool {
        id?.kind == .connection || before?.withoutDescription != after?.withoutDescription
    }

    var changesDescription: Bool {
        id?.kind != .connection && before?.fields[descriptionField] != after?.fields[descriptionField]
    }

    func state(of now: EntryFingerprint?) -> WrittenState {
        now?.whole == after?.whole ? .after : now?.whole == before?.whole ? .before : .neither
    }

    /// Judges the value alone, for the time between the two calls.
    fileprivate func stateOfValue(_ now: EntryFingerprint?) -> WrittenState {
        guard let now else { return .neither }
        guard id?.kind != .connection else { return state(of: now) }
        return now.withoutDescription == after?.withoutDescription
            ? .after : now.withoutDescription == before?.withoutDescription ? .before : .neither
    }

    fileprivate func stateOfDescription(_ now: EntryFingerprint?) -> WrittenState {
        guard let now else { return .neither }
        let text = now.fields[descriptionField]
        return text == after?.fields[descriptionField]
            ? .after : text == before?.fields[descriptionField] ? .before : .neither
    }
}
