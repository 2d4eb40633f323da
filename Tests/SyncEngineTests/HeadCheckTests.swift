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

    @Test func theWayBackToTheNewestLedgerIsOneThatThisCloneHas() {
        func hints(remote: String?, tip: String? = nil, present: String? = nil) -> [String] {
            HeadCheck.behind(branch: "l/p", remote: remote, tip: tip, present: present).hints
        }
        #expect(hints(remote: "up") == ["git fetch up l/p:l/p"])
        #expect(hints(remote: nil, present: "c0") == ["this clone still holds it: git branch l/p c0"])
        #expect(
            hints(remote: "up", tip: "b0", present: "c0") == [
                "this clone still holds it: git branch -f l/p c0", "git fetch up l/p:l/p",
            ])
        #expect(hints(remote: nil).contains { $0.hasPrefix("this clone has no remote") })
    }

    @Test func aHeadThatLagsByOneCommitIsThatOfAnInterruptedRun() {
        #expect(HeadCheck.verdict(tip: "b", parent: "a", head: head("a")) == .headIsBehind)
        #expect(HeadCheck.verdict(tip: "a", parent: nil, head: nil) == .headIsBehind)
        #expect(HeadCheck.verdict(tip: "c", parent: "b", head: head("a")) == .ledgerIsBehind)
    }
}
