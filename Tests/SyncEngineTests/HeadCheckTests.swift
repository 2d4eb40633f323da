import SyncModel
import Testing

@testable import SyncEngine

@Suite struct HeadCheckTests {
    private func head(_ revision: String) -> LedgerHead {
        LedgerHead(environment: "prod", revision: revision, items: 1, time: 0)
    }

    @Test func theHeadItemAndTheBranchTellHowThisCloneStands() {
        #expect(HeadCheck.verdict(tip: nil, parent: nil, head: nil) == .current)
        #expect(HeadCheck.verdict(tip: nil, parent: nil, head: head("b")) == .ledgerIsBehind)
        #expect(HeadCheck.verdict(tip: "b", parent: "a", head: head("b")) == .current)
        #expect(HeadCheck.verdict(tip: "b", parent: "a", head: head("c")) == .ledgerIsBehind)
    }

    @Test func aHeadThatLagsByOneCommitIsThatOfAnInterruptedRun() {
        #expect(HeadCheck.verdict(tip: "b", parent: "a", head: head("a")) == .headIsBehind)
        #expect(HeadCheck.verdict(tip: "a", parent: nil, head: nil) == .headIsBehind)
        #expect(HeadCheck.verdict(tip: "c", parent: "b", head: head("a")) == .ledgerIsBehind)
    }
}
