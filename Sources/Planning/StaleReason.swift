import SyncModel

/// Why a saved plan no longer says what would happen now.
package enum StaleReason: Hashable, Sendable {
    case environment(planned: String, now: String)
    case project
    case settings
    case policy
    case key

    /// Before there is a ledger key: declarations or referenced values, which cannot be told apart without one.
    case binding
    case repository(names: [String])
    case remote(names: [String])

    /// The reason in words; names are as they stand in the declarations and need escaping.
    package var message: String {
        switch self {
        case .environment(let planned, let now): "the plan is for environment \(planned), not \(now)"
        case .project: "the plan was made for another project"
        case .settings: "the settings changed since the plan was made"
        case .policy: "the plan was made with other flags"
        case .key: "the ledger key is not the one the plan was made with"
        case .binding: "the declarations or the values they refer to changed since the plan was made"
        case .repository(let names): "the repository changed since the plan was made: \(Self.list(names))"
        case .remote(let names): "Akeyless changed since the plan was made: \(Self.list(names))"
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}

extension PlanFile {
    /// Compares the file with a plan made now by the same policy; empty if it may be applied.
    ///
    /// - Throws: `altered` if the file does not match its own id.
    package func staleReasons(
        for current: Plan, identity now: PlanIdentity, digest: PlanDigest
    ) throws(PlanFileError) -> [StaleReason] {
        var reasons: [StaleReason] = []
        if environment != now.environment { reasons.append(.environment(planned: environment, now: now.environment)) }
        if projectID != now.projectID { reasons.append(.project) }
        if keyID != now.keyID { reasons.append(.key) }
        // The id of a file made with another key cannot be checked, but such a file is refused anyway.
        guard reasons.isEmpty else { return reasons }
        guard plan.id(identity, digest: digest) == planID else { throw .altered }
        if settingsDigest != now.settingsDigest { reasons.append(.settings) }
        if policy.withoutForce != current.policy.withoutForce { reasons.append(.policy) }
        if binding != now.binding { reasons.append(.binding) }
        return reasons + changedItems(current)
    }

    private func changedItems(_ current: Plan) -> [StaleReason] {
        let planned = Dictionary(changes.map { ($0.path, $0) }) { first, _ in first }
        let present = Dictionary(current.changes.map { ($0.path, $0) }) { first, _ in first }
        var (repository, remote): (Set<String>, Set<String>) = ([], [])
        for path in Set(planned.keys).union(current.material.map(\.path)) {
            let (old, new) = (planned[path], present[path])
            guard old?.bound(hasKey: keyID != nil) != new?.bound(hasKey: keyID != nil) else { continue }
            let cause = Cause(old, new, hasKey: keyID != nil)
            let name = (new ?? old)?.name ?? path.rawValue
            if cause.isRepository { repository.insert(name) }
            if cause.isRemote { remote.insert(name) }
        }
        return [
            repository.isEmpty ? nil : .repository(names: repository.sorted()),
            remote.isEmpty ? nil : .remote(names: remote.sorted()),
        ].compactMap(\.self)
    }

    /// Which side moved between two answers for one path; at least one of them did.
    private struct Cause {
        var isRepository: Bool
        var isRemote: Bool

        init(_ old: PlannedChange?, _ new: PlannedChange?, hasKey: Bool) {
            guard let old, let new else {
                // What the plan does not mention was as recorded; what is gone now is neither declared nor present.
                isRemote = new.map { Self.arisesOutside($0.action) } ?? (old?.action == .purge)
                isRepository = !isRemote
                return
            }
            isRemote =
                old.precondition != new.precondition || Self.arisesOutside(new.action) != Self.arisesOutside(old.action)
                || (hasKey && old.rule == new.rule && old.before != new.before)
            isRepository = !isRemote || (hasKey && old.after != new.after) || old.rule != new.rule
        }

        private static func arisesOutside(_ action: PlanAction) -> Bool {
            switch action {
            case .drift, .conflict, .error, .forget, .purge: true
            default: false
            }
        }
    }
}
