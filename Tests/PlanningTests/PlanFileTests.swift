import SyncModel
import TestSupport
import Testing

@testable import Planning

@Suite struct PlanFileTests {
    private let identity = PlanIdentity(
        environment: "prod", projectID: "6b1f0c3e", settingsDigest: "s1", keyID: Sample.key.id)

    private func digest(_ parts: [String]) -> String { Sample.key.digest(.plan, parts).hex }

    /// Two items: one edited, one as recorded.
    private struct World {
        var desired = Sample.desiredState(
            Sample.desired("variables/a", ["value": "new"]), Sample.desired("variables/b", ["value": "b"]))
        var observed = Sample.observedState(
            Sample.present("variables/a", ["value": "old"]), Sample.present("variables/b", ["value": "b"]))
        var applied = Sample.appliedState(
            Sample.record("variables/a", ["value": "old"]), Sample.record("variables/b", ["value": "b"]))
        var policy = PlanPolicy()

        var plan: Plan {
            Planner.plan(desired: desired, observed: observed, applied: applied, policy: policy)
        }
    }

    private func file(_ world: World = World()) -> PlanFile {
        PlanFile(world.plan, identity: identity, toolVersion: "1.0.0", digest: digest)
    }

    private func reasons(_ world: World, identity now: PlanIdentity? = nil) throws -> [StaleReason] {
        try PlanFile.parse(file().text).staleReasons(for: world.plan, identity: now ?? identity, digest: digest)
    }

    @Test func theSamePlanIsFresh() throws {
        #expect(try reasons(World()) == [])
        #expect(try PlanFile.parse(file().text) == file())
    }

    @Test func aMovedDeclarationOrATouchedNeighbourLeavesItFresh() throws {
        var world = World()
        world.desired.entries[Sample.path("variables/a")]?.source = SourceLocation(
            file: "variables/moved.yaml", line: 99)
        world.observed.items[Sample.path("variables/b")] =
            .present(Sample.present("variables/b", ["value": "b"], row: Sample.row(7)))
        world.observed.items[Sample.path("variables/theirs")] = .present(
            Sample.present("variables/theirs", ["value": "x"]))
        world.policy.force = true
        #expect(try reasons(world) == [])
        #expect(world.plan.id(identity, digest: digest) == file().planID)
    }

    @Test func aChangedDeclarationIsNamed() throws {
        var world = World()
        world.desired.entries[Sample.path("variables/a")] = Sample.desired("variables/a", ["value": "newer"])
        #expect(try reasons(world) == [.repository(names: ["variables/a"])])
        world.desired.entries[Sample.path("variables/c")] = Sample.desired("variables/c", ["value": "c"])
        world.desired.entries[Sample.path("variables/b")] = nil
        #expect(try reasons(world) == [.repository(names: ["variables/a", "variables/b", "variables/c"])])
    }

    @Test func aWithdrawnChangeIsNamed() throws {
        var world = World()
        world.desired.entries[Sample.path("variables/a")] = Sample.desired("variables/a", ["value": "old"])
        #expect(try reasons(world) == [.repository(names: ["variables/a"])])
    }

    @Test(arguments: ["old", "new", "other"]) func aTouchedItemIsNamed(_ value: String) throws {
        var world = World()
        world.observed.items[Sample.path("variables/a")] =
            .present(Sample.present("variables/a", ["value": value], row: Sample.row(2)))
        #expect(try reasons(world) == [.remote(names: ["variables/a"])])
    }

    @Test func anItemThatIsGoneOrUnknownOrDriftedIsNamed() throws {
        var world = World()
        world.observed.items[Sample.path("variables/a")] = nil
        #expect(try reasons(world) == [.remote(names: ["variables/a"])])
        world.observed.items[Sample.path("variables/a")] = .unknown(reason: "HTTP 403")
        #expect(try reasons(world) == [.remote(names: ["variables/a"])])
        world = World()
        world.observed.items[Sample.path("variables/b")] =
            .present(Sample.present("variables/b", ["value": "x"], row: Sample.row(2)))
        #expect(try reasons(world) == [.remote(names: ["variables/b"])])
    }

    @Test func changedSettingsFlagsKeyEnvironmentAndProjectAreToldApart() throws {
        let changes: [(WritableKeyPath<PlanIdentity, String>, StaleReason)] = [
            (\.settingsDigest, .settings), (\.environment, .environment(planned: "prod", now: "x")),
            (\.projectID, .project),
        ]
        for (member, reason) in changes {
            var now = identity
            now[keyPath: member] = "x"
            #expect(try reasons(World(), identity: now) == [reason])
        }
        var now = identity
        now.keyID = "x"
        #expect(try reasons(World(), identity: now) == [.key])
        var world = World()
        world.policy.prune = true
        #expect(try reasons(world) == [.policy])
    }

    @Test func beforeTheFirstKeyTheBindingStandsInForFingerprints() throws {
        let before = PlanIdentity(
            environment: "prod", projectID: "p", settingsDigest: "s", keyID: nil, binding: "declarations as of now")
        let file = PlanFile(World().plan, identity: before, toolVersion: "1", digest: digest)
        #expect(file.changes.allSatisfy { $0.before == nil && $0.after == nil })
        #expect(try file.staleReasons(for: World().plan, identity: before, digest: digest) == [])
        var world = World()
        world.desired.entries[Sample.path("variables/a")] = Sample.desired("variables/a", ["value": "newer"])
        #expect(try file.staleReasons(for: world.plan, identity: before, digest: digest) == [])
        var now = before
        now.binding = "something else"
        #expect(try file.staleReasons(for: world.plan, identity: now, digest: digest) == [.binding])
    }

    @Test func anAlteredFileIsRefused() throws {
        let alterations: [(inout PlanFile) -> Void] = [
            { $0.changes[0].action = .delete }, { $0.changes.removeLast() }, { $0.policy.prune = true },
            { $0.changes[0].after = nil }, { $0.changes[0].precondition = Sample.row(2) }, { $0.settingsDigest = "s2" },
            { $0.planID = "0" }, { $0.changes[0].fields = [] }, { $0.changes[0].path = ItemPath("/else") },
        ]
        for alter in alterations {
            var altered = file()
            alter(&altered)
            let read = try PlanFile.parse(altered.text)
            #expect(throws: PlanFileError.altered) {
                try read.staleReasons(for: World().plan, identity: identity, digest: digest)
            }
        }
    }

    @Test(arguments: ["", "{}", "[]", "null", "{\"format_version\": 1}", "{\"format_version\": \"1\"}", "\u{0}"])
    func otherTextsAreNoPlanFiles(_ text: String) {
        #expect(throws: PlanFileError.malformed) { try PlanFile.parse(text) }
    }

    @Test func aCutFileIsMalformedAndAnotherFormatIsNamed() {
        let text = file().text
        #expect(throws: PlanFileError.malformed) { try PlanFile.parse(String(text.dropLast(20))) }
        #expect(throws: PlanFileError.unsupportedFormat(2)) { try PlanFile.parse("{\"format_version\": 2}") }
    }

    @Test func theIDIsShortAndFollowsTheContent() {
        let id = file().planID
        #expect(id.count == 16)
        var world = World()
        world.desired.entries[Sample.path("variables/a")] = Sample.desired("variables/a", ["value": "newer"])
        #expect(file(world).planID != id)
        #expect(file().planID == id)
    }

    @Test func theFileHoldsNoValue() {
        var world = World()
        world.desired.entries[Sample.path("variables/a")] = Sample.desired("variables/a", ["value": "canary-value-1"])
        world.observed.items[Sample.path("variables/a")] =
            .present(Sample.present("variables/a", ["value": "canary-value-2"], shown: ["value"]))
        #expect(!file(world).text.contains("canary-value"))
    }
}
