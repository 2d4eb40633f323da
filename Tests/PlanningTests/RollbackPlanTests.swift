import SyncModel
import TestSupport
import Testing

@testable import Planning

/// A plan made with an earlier revision in the place of declarations.
@Suite struct RollbackPlanTests {
    private let path = Sample.path("variables/x")

    private func plan(then: [String: String]?, now: [String: String]?, observed: [String: String]?) -> Plan {
        Planner.plan(
            desired: target(then),
            observed: observed.map { Sample.observedState(Sample.present("variables/x", $0)) } ?? ObservedState(),
            applied: applied(now), policy: PlanPolicy())
    }

    private func target(_ fields: [String: String]?) -> DesiredState {
        (fields.map { Sample.appliedState(Sample.record("variables/x", $0)) } ?? AppliedState()).asDesired
    }

    private func applied(_ fields: [String: String]?) -> AppliedState {
        fields.map { Sample.appliedState(Sample.record("variables/x", $0)) } ?? AppliedState()
    }

    private static let (a, b) = (["value": "a"], ["value": "b"])

    @Test func itSpeaksOfTheRevisionAndNotOfDeclarations() {
        let back = plan(then: Self.a, now: Self.b, observed: Self.b).asRollback(obstacles: [:])
        #expect(back.changes.map(\.action) == [.update])
        #expect(back.changes.map(\.reason.code) == [.rolledBack])
        let since = plan(then: nil, now: Self.b, observed: Self.b).asRollback(obstacles: [:])
        #expect(since.changes.map(\.action) == [.orphan])
    }

    @Test func whatCannotBeRestoredIsAnErrorWithItsReason() {
        let plan = plan(then: Self.a, now: Self.b, observed: Self.b).asRollback(obstacles: [path: "it is gone"])
        #expect(plan.changes.map(\.action) == [.error])
        #expect(plan.changes[0].reason == ChangeReason(.notRestorable, detail: "it is gone"))
        let unchanged = self.plan(then: Self.a, now: Self.a, observed: Self.a).asRollback(obstacles: [
            path: "it is gone"
        ])
        #expect(unchanged.changes.map(\.action) == [.unchanged])
    }

    @Test func itRejectsWhatIsAppliedNowAndNothingElse() {
        let back = plan(then: Self.a, now: Self.b, observed: Self.b)
        #expect(
            back.rejections(target: target(Self.a), applied: applied(Self.b))
                == [path: Sample.fingerprint(Self.b, at: path).whole])
        let restored = plan(then: Self.a, now: nil, observed: nil)
        #expect(restored.rejections(target: target(Self.a), applied: AppliedState()) == [path: .absence])
        let unchanged = plan(then: Self.a, now: Self.a, observed: Self.a)
        #expect(unchanged.rejections(target: target(Self.a), applied: applied(Self.a)).isEmpty)
    }

    @Test func aMissingDeclarationCanBeHeldToo() {
        var state = applied(Self.a)
        state.holds[path] = .absence
        let policy = PlanPolicy(prune: true)
        func action(_ desired: DesiredState, _ policy: PlanPolicy) -> PlanAction? {
            Planner.plan(
                desired: desired, observed: Sample.observedState(Sample.present("variables/x", Self.a)),
                applied: state, policy: policy
            ).changes.first?.action
        }
        #expect(action(DesiredState(), policy) == .held)
        #expect(action(DesiredState(), PlanPolicy(prune: true, release: [Glob("variables/x")])) == .delete)
        #expect(action(Sample.desiredState(Sample.desired("variables/x", Self.a)), policy) == .unchanged)
    }

    /// What was rejected, what is declared, whether the old key is lost, and whether the hold lasts.
    @Test(
        arguments: [
            (a, a, false, true), (a, b, false, false), (a, nil, false, false), (nil, nil, false, true),
            (nil, a, false, false), (a, b, true, true), (a, nil, true, false), (nil, nil, true, true),
            (nil, a, true, false),
        ] as [([String: String]?, [String: String]?, Bool, Bool)])
    func aHoldOutlivesANewKeyAsLongAsItsDeclaration(
        rejected: [String: String]?, declared: [String: String]?, isOldKeyLost: Bool, lasts: Bool
    ) {
        let newKey = FingerprintKey(bytes: Array(repeating: 8, count: 32))
        func fingerprint(_ fields: [String: String], _ key: FingerprintKey) -> EntryFingerprint {
            key.fingerprint(EntryMeaning(fields: fields.mapValues(Secret.init)), at: path)
        }
        func state(_ key: FingerprintKey) -> DesiredState {
            guard let declared else { return DesiredState() }
            var entry = Sample.desired("variables/x", declared)
            entry.fingerprint = fingerprint(declared, key)
            return Sample.desiredState(entry)
        }
        var applied = AppliedState()
        applied.holds[path] = rejected.map { fingerprint($0, Sample.key).whole } ?? .absence
        let holds = applied.holds(rekeyedFrom: isOldKeyLost ? nil : state(Sample.key), to: state(newKey))
        #expect(holds == (lasts ? [path: declared.map { fingerprint($0, newKey).whole } ?? .absence] : [:]))
    }
}
