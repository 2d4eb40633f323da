import AirflowModel
import AkeylessClient
import AkeylessWire
import Declarations
import Ledger
import Planning
import SyncModel

/// What one environment's Akeyless paths hold: the entries by their names in Airflow, their values in memory only.
package struct MirrorSource: Sendable {
    /// One entry as Airflow reads it.
    struct Entry: Sendable {
        var payload: Payload
        var description: String?
    }

    /// Why an entry of the source is not carried anywhere.
    enum Obstacle: Sendable {
        /// It is there, but is nothing that Airflow could read.
        case unusable(String)

        /// What it is is not known; its copies must be left as they are.
        case unknown(String)
    }

    package let environment: String
    let client: AkeylessClient
    let naming: NamingConvention

    /// Everything that was listed, read or not.
    let listed: Set<EntryID>
    let entries: [EntryID: Entry]
    let obstacles: [EntryID: Obstacle]
    let teams: [String]

    /// How many values were read.
    let valuesRead: Int

    /// Whether an entry that was not listed is really gone: only "there is no such item" says so.
    ///
    /// - Returns: by name, why it is not known; an entry that is gone is left out.
    func doubts(about ids: [EntryID]) async -> [EntryID: String] {
        let client = client
        let naming = naming
        let nameless =
            "\(environment) has no place for it: its kind is switched off there, or it is a team's and multi_team is off"
        let answers = await boundedMap(ids, limit: client.parallelism) { id -> (EntryID, String?) in
            guard let path = try? naming.path(for: id) else { return (id, nameless) }
            do {
                _ = try await client.describeItem(path.rawValue)
                return (id, "it was not listed, but it is there")
            } catch let error as AkeylessError where error.kind == .notFound {
                return (id, nil)
            } catch {
                return (id, "\((error as? AkeylessError)?.description ?? "interrupted")")
            }
        }
        return Dictionary(answers.compactMap { id, doubt in doubt.map { (id, $0) } }) { first, _ in first }
    }
}

extension SyncEngine {
    /// Reads what this environment holds in Akeyless, its declarations and its ledger aside.
    ///
    /// - Parameter select: globs over names; where none of them is an Akeyless path, nothing else is read.
    package func mirrorSource(select: [String]) async throws -> MirrorSource {
        let connection = try await connection(lastGateway: try await lastGateway())
        try await connection.client.login()
        await noticeUnresolved()
        context.progress(ProgressEvent(phase: "listing \(environment)"))
        let naming = settings.naming
        let items = try await items(of: connection, naming)
        let teams = naming.teams(in: items.map(\.path))
        let prefixes = naming.prefixes(teams: teams)
        var reading = SourceReading(rules: settings.rules)
        var listed: Set<EntryID> = []
        for (path, item) in items {
            guard let id = naming.identify(path, among: prefixes), listed.insert(id).inserted else { continue }
            guard isWanted(id, at: path, globs(select)) else { continue }
            reading.add(item, as: id)
        }
        let progress = context.progress
        let (phase, total) = ("reading \(environment)", reading.items.count)
        reading.take(
            await connection.client.secretValues(at: reading.items.keys.sorted()) { done in
                progress(ProgressEvent(phase: phase, done: done, total: total))
            })
        try Task.checkCancellation()
        return MirrorSource(
            environment: environment, client: connection.client, naming: naming, listed: listed,
            entries: reading.entries,
            obstacles: reading.obstacles, teams: teams, valuesRead: reading.items.count)
    }

    private func items(
        of connection: Connection, _ naming: NamingConvention
    ) async throws -> [(path: ItemPath, item: Item)] {
        let location = try await ledgerItems(connection, try await sourceIdentity()).location
        let listing = try await ItemWalk(client: connection.client, prefixes: naming.prefixes().map(\.text)).run()
        return listing.items.map { (ItemPath($0.item.name), $0.item) }.filter { !location.holds($0.0) }
    }

    private func isWanted(_ id: EntryID, at path: ItemPath, _ globs: [Glob]) -> Bool {
        globs.isEmpty || globs.contains { $0.pattern.begins(with: "/") || $0.matches(id, at: path) }
    }
}

/// Turns rows and values of the source into entries.
private struct SourceReading {
    let rules: AirflowRules
    private(set) var items: [ItemPath: (id: EntryID, item: Item)] = [:]
    private(set) var entries: [EntryID: MirrorSource.Entry] = [:]
    private(set) var obstacles: [EntryID: MirrorSource.Obstacle] = [:]

    init(rules: AirflowRules) {
        self.rules = rules
    }

    mutating func add(_ item: Item, as id: EntryID) {
        if !item.isStaticSecret {
            obstacles[id] = .unusable("it is a \(item.kind), not a static secret")
        } else if !item.isEnabled {
            obstacles[id] = .unusable("it is disabled in Akeyless")
        } else {
            items[ItemPath(item.name)] = (id, item)
        }
    }

    mutating func take(_ answers: [ItemPath: ValueReading]) {
        for (path, answer) in answers {
            guard let (id, item) = items[path] else { continue }
            switch answer {
            case .value(let stored): take(stored, of: item, as: id)
            case .absent: obstacles[id] = .unknown("it was listed, but has no value")
            case .denied(let error), .failed(let error): obstacles[id] = .unknown(error.description)
            }
        }
    }

    private mutating func take(_ stored: Secret, of item: Item, as id: EntryID) {
        let reader = BackendReader(rules: rules)
        if id.kind == .connection, let connection = reader.connection(stored: stored).connection {
            entries[id] = .init(payload: .connection(connection), description: nil)
        } else if id.kind != .connection, let text = reader.text(stored: stored).text {
            entries[id] = .init(payload: .text(text), description: item.description)
        } else {
            obstacles[id] = .unusable("Airflow cannot read what is there")
        }
    }
}
