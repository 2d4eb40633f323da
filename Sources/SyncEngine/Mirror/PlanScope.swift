import Planning
import SyncModel

/// Who decides about the items of an environment beside the entries that a plan is made from.
enum PlanScope: Sendable {
    /// An ordinary plan: what was mirrored from another environment and is not declared is that environment's.
    case declarations

    /// A mirror: what this environment declares itself is its own.
    case mirror(MirrorScope)

    /// The answers that are settled before the planner compares anything.
    func settled(desired: DesiredState, applied: AppliedState) async -> [ItemPath: PlannedChange] {
        switch self {
        case .declarations:
            let mirrored = applied.records.values.filter { $0.mirroredFrom != nil && desired.entries[$0.path] == nil }
            return Dictionary(uniqueKeysWithValues: mirrored.map { ($0.path, PlannedChange($0, .mirrored)) })
        case .mirror(let scope): return await scope.settled(desired: desired, applied: applied)
        }
    }
}

/// What a mirror leaves alone in its target.
struct MirrorScope: Sendable {
    let source: MirrorSource

    /// Entries that the target's own declarations decide about.
    var own: [ItemPath: EntryID] = [:]

    /// Entries that the source has and that cannot be carried.
    var obstacles: [ItemPath: (id: EntryID, obstacle: MirrorSource.Obstacle)] = [:]

    func settled(desired: DesiredState, applied: AppliedState) async -> [ItemPath: PlannedChange] {
        var settled: [ItemPath: PlannedChange] = [:]
        for (path, obstacle) in obstacles { settled[path] = PlannedChange(obstacle.obstacle, obstacle.id, path) }
        for (path, id) in own {
            settled[path] = PlannedChange(.excluded, id: id, path: path, reason: ChangeReason(.declaredHere))
        }
        // After its base path has moved an entry is recorded at two paths.
        var gone: [EntryID: [ItemPath]] = [:]
        for record in applied.records.values where desired.entries[record.path] == nil && settled[record.path] == nil {
            if record.mirroredFrom == source.environment {
                if !source.listed.contains(record.id) { gone[record.id, default: []].append(record.path) }
            } else {
                settled[record.path] = PlannedChange(record, record.mirroredFrom == nil ? .declaredHere : .mirrored)
            }
        }
        for (id, doubt) in await source.doubts(about: Array(gone.keys)) {
            for path in gone[id] ?? [] { settled[path] = PlannedChange(.unknown(doubt), id, path) }
        }
        return settled
    }
}

extension PlannedChange {
    fileprivate init(_ record: AppliedRecord, _ reason: ChangeReason.Code) {
        self.init(.excluded, id: record.id, path: record.path, reason: ChangeReason(reason), source: record.source)
    }

    fileprivate init(_ obstacle: MirrorSource.Obstacle, _ id: EntryID, _ path: ItemPath) {
        switch obstacle {
        case .unusable(let why): self.init(.excluded, id: id, path: path, reason: .init(.notMirrored, detail: why))
        case .unknown(let why): self.init(.error, id: id, path: path, reason: .init(.notMirrored, detail: why))
        }
    }
}
