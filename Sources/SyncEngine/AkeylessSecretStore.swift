import AirflowModel
import AkeylessClient
import AkeylessWire
import Applying
import Declarations
import SyncModel
import Synchronization

/// The applier's view of Akeyless: holds the payload of every path that may be written, and answers in fingerprints.
final class AkeylessSecretStore: SecretStore {
    private let client: AkeylessClient
    private let observer: Observer
    private let payloads: [ItemPath: DesiredPayload]
    private let composer: PayloadComposer
    private let keepsPreviousVersions: Bool
    private let sendsLastVersion: Bool

    /// Where deleted items go; nil where they are deleted for good.
    private let trash: Trash?

    /// What the latest listing and reads told, for kept fields, descriptions and version numbers.
    private let latest = Mutex(Latest())

    private struct Latest {
        var items: [ItemPath: Item] = [:]
        var texts: [ItemPath: Secret] = [:]

        /// When the newest of the answers came, by the service's clock.
        var answeredAt: Int64?
    }

    /// Up to so many paths are asked for one by one, which is no more requests than a listing.
    private static let fewPaths = 8

    init(
        client: AkeylessClient, observer: Observer, payloads: [ItemPath: DesiredPayload],
        composer: PayloadComposer, keepsPreviousVersions: Bool, sendsLastVersion: Bool, trash: Trash? = nil
    ) {
        self.client = client
        self.observer = observer
        self.payloads = payloads
        self.composer = composer
        self.keepsPreviousVersions = keepsPreviousVersions
        self.sendsLastVersion = sendsLastVersion
        self.trash = trash
    }

    /// Few paths are described one by one, which is as fresh as a listing and cheaper; many are listed. In the trash every
    /// item has folders of its own.
    func list(_ paths: Set<ItemPath>, toCreate: Set<ItemPath>) async throws(StoreError) -> StoreListing {
        var items: [ItemPath: ListedItem] = [:]
        let inFolders = paths.filter { trash?.origin(of: $0) == nil }
        let isListed = inFolders.count > Self.fewPaths
        if isListed {
            do {
                let listing = try await ItemWalk(client: client, prefixes: Self.folders(of: inFolders)).run()
                for listed in listing.items { items[ItemPath(listed.item.name)] = listed }
            } catch {
                throw StoreError(error)
            }
        }
        var result = StoreListing(items: [:], answeredAt: nil)
        var times: [Int64?] = []
        var missing: [ItemPath] = []
        for path in paths {
            if let listed = items[path] {
                result.items[path] = .present(observer.reading.item(listed.item))
                times.append(listed.answeredAt)
            } else if isListed, toCreate.contains(path) {
                result.items[path] = .absent
            } else {
                missing.append(path)
            }
        }
        for (path, answer) in await boundedMap(missing, limit: client.parallelism, { ($0, await self.describe($0)) }) {
            switch answer {
            case .success(let listed):
                items[path] = listed
                result.items[path] = .present(observer.reading.item(listed.item))
                times.append(listed.answeredAt)
            case .failure(let error) where error.code == .notFound: result.items[path] = .absent
            case .failure(let error) where error.code == .loginLost: throw error
            case .failure(let error): result.items[path] = .unknown(reason: error.description)
            }
        }
        latest.withLock { latest in
            for (path, listed) in items { latest.items[path] = listed.item }
            latest.answeredAt = times.compactMap(\.self).max() ?? latest.answeredAt
        }
        if !times.contains(where: { $0 == nil }), let earliest = times.compactMap(\.self).min() {
            result.answeredAt = ServiceTime(secondsSince1970: earliest)
        }
        return result
    }

    private func describe(_ path: ItemPath) async -> Result<ListedItem, StoreError> {
        do {
            return .success(try await client.describeListed(path.rawValue))
        } catch {
            return .failure(StoreError(error))
        }
    }

    /// A single item is described too, because its description may have changed since the listing; for many, the
    /// applier has listed just before.
    func read(_ requests: [ReadRequest]) async -> [ItemPath: Result<EntryFingerprint, StoreError>] {
        var answers: [ItemPath: Result<EntryFingerprint, StoreError>] = [:]
        if requests.count == 1, let request = requests.first, request.id.kind != .connection {
            switch await describe(request.path) {
            case .success(let listed): latest.withLock { $0.items[request.path] = listed.item }
            case .failure(let error): return [request.path: .failure(error)]
            }
        }
        let values = await client.secretValues(at: requests.map(\.path))
        for request in requests {
            answers[request.path] = answer(request, values[request.path])
        }
        return answers
    }

    private func answer(_ request: ReadRequest, _ value: ValueReading?) -> Result<EntryFingerprint, StoreError> {
        switch value {
        case .value(let stored)?:
            let description = latest.withLock { latest in
                latest.texts[request.path] = payloads[request.path]?.takenOver.isEmpty == false ? stored : nil
                return latest.items[request.path]?.description ?? ""
            }
            return .success(
                observer.reading.fingerprint(
                    stored, at: request.path, kind: request.id.kind, description: description, rule: request.rule))
        case .absent?: return .failure(StoreError(.notFound))
        case .denied(let error)?, .failed(let error)?: return .failure(StoreError(error))
        case nil: return .failure(StoreError(.failed, "no answer for the item"))
        }
    }

    func create(_ path: ItemPath) async throws(StoreError) {
        let payload = try payload(path)
        if let trashed = payload.trash { return try await takeBack(trashed, to: path, payload) }
        var secret = NewSecret(name: path.rawValue, value: try text(payload, at: path))
        secret.description = payload.description
        secret.tags = [observer.reading.blocks.ownTag]
        try await translated { try await self.client.createSecret(secret) }
    }

    func updateValue(_ path: ItemPath) async throws(StoreError) {
        let text = try text(try payload(path), at: path)
        let version = sendsLastVersion ? latest.withLock { $0.items[path]?.lastVersion } : nil
        try await translated {
            try await self.client.updateSecretValue(
                path.rawValue, value: text, keepPreviousVersion: self.keepsPreviousVersions, lastVersion: version)
        }
    }

    func updateDescription(_ path: ItemPath) async throws(StoreError) {
        let description = try payload(path).description ?? ""
        try await translated { try await self.client.updateItem(path.rawValue, description: description) }
    }

    func delete(_ path: ItemPath) async throws(StoreError) {
        guard let trash else { return try await translated { try await self.client.deleteItem(path.rawValue) } }
        let (item, answeredAt) = latest.withLock { ($0.items[path], $0.answeredAt) }
        guard let id = item?.id else {
            throw StoreError(.failed, "the service gives no item id, under which the trash would keep it")
        }
        let tags = [observer.reading.blocks.ownTag] + (answeredAt.map { [Trash.tag(movedAt: $0)] } ?? [])
        try await translated {
            try await self.client.updateItem(
                path.rawValue, newName: trash.path(of: id, at: path).rawValue, addTags: tags)
        }
    }

    func purge(_ path: ItemPath) async throws(StoreError) {
        let listed = try await describe(path).get()
        guard trash?.expiredOrigin(of: listed, observer.reading.blocks) != nil else {
            throw StoreError(.failed, "it is not in the trash any more as it was when the plan was made")
        }
        try await translated { try await self.client.deleteItem(path.rawValue) }
    }

    /// Moves an item out of the trash; its newest value is replaced before, where an older one is wanted, so that Airflow
    /// never sees another and a refusal leaves everything in the trash.
    ///
    /// A run that was cut off may have replaced it already, so it is looked at first.
    private func takeBack(
        _ trashed: TrashedItem, to path: ItemPath, _ payload: DesiredPayload
    ) async throws(StoreError) {
        if !trashed.isNewest {
            let text = try text(payload, at: path)
            try await translated {
                guard try await self.client.secretValue(trashed.path.rawValue) != text else { return }
                try await self.client.updateSecretValue(trashed.path.rawValue, value: text, keepPreviousVersion: true)
            }
        }
        try await translated {
            try await self.client.updateItem(
                trashed.path.rawValue, newName: path.rawValue, description: payload.description,
                removeTags: trashed.tags)
        }
    }

    private func payload(_ path: ItemPath) throws(StoreError) -> DesiredPayload {
        guard let payload = payloads[path] else { throw StoreError(.failed, "nothing is declared for it") }
        return payload
    }

    private func text(_ payload: DesiredPayload, at path: ItemPath) throws(StoreError) -> Secret {
        do {
            return try composer.text(payload, keptFrom: latest.withLock { $0.texts[path] })
        } catch {
            throw StoreError(.failed, "\(error)")
        }
    }

    private func translated(_ body: () async throws -> Void) async throws(StoreError) {
        do {
            try await body()
        } catch {
            throw StoreError(error)
        }
    }

    private static func folders(of paths: Set<ItemPath>) -> [String] {
        Set(paths.map(\.rawValue.enclosingFolder)).sorted()
    }
}
