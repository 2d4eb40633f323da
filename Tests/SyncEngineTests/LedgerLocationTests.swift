import SyncModel
import Testing

@testable import SyncEngine

@Suite struct LedgerLocationTests {
    @Test(arguments: [
        (["/airflow/connections", "/airflow/variables", "/airflow/config"], "/airflow"),
        (["/a/b/connections", "/a/c/variables"], "/a"), (["/connections", "/variables"], ""),
        (["/airflow/connections"], "/airflow"), (["/airflow/connections/", "/airflow/connections2/"], "/airflow"),
        (["/a/\u{301}b/connections", "/a/\u{301}b/variables"], "/a/\u{301}b"),
        (["/airflow/\u{301}connections", "/airflow/\u{301}variables"], "/airflow"), ([], ""),
    ])
    func theCommonParentIsAProperParentOfAll(paths: [String], parent: String) {
        #expect(LedgerLocation.commonParent(paths) == parent)
    }

    @Test func theHeadItemLiesBesideTheKey() {
        let location = LedgerLocation(
            configured: nil, basePaths: ["/airflow/connections"], projectID: "6b1f", environment: "prod")
        #expect(location.keyPath.rawValue == "/airflow/lockstep/6b1f/ledger-key")
        #expect(location.headPath.rawValue == "/airflow/lockstep/6b1f/head-prod")
        #expect(location.holds(ItemPath("/airflow/lockstep/6b1f/head-staging")))
        #expect(!location.holds(ItemPath("/airflow/lockstep/6b1f/other")))
    }

    @Test func theKeyThatWaitsForItsTurnIsAnOwnItemToo() {
        let location = LedgerLocation(configured: "/keys/ledger", basePaths: [], projectID: "6b1f", environment: "prod")
        #expect(location.ownPaths == ["/keys/ledger", "/keys/ledger-next", "/keys/head-prod"])
        #expect(location.ownPaths.allSatisfy { location.holds(ItemPath($0)) })
    }

    @Test func aConfiguredPathWins() {
        let location = LedgerLocation(
            configured: "keys/ledger", basePaths: [], projectID: "6b1f", environment: "default")
        #expect(location.keyPath.rawValue == "/keys/ledger")
        #expect(location.headPath.rawValue == "/keys/head-default")
    }
}
