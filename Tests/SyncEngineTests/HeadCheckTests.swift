import SyncModel
import Testing

@testable import SyncEngine

@Suite struct HeadCheckTests {
    private func head(_ revision: String) -> LedgerHead {
        LedgerHead(environment: "prod", revision: revision, items: 1, time: 0)
    }

    @Test func theHeadItemAndTheBranchTellHowThisCloneStands() {
        #expect(HeadCheck.verdict(tip: nil, head: nil, lead: nil) == .current)
        #expect(HeadCheck.verdict(tip: nil, head: head("b"), lead: nil) == .ledgerIsBehind)
        #expect(HeadCheck.verdict(tip: "b", head: head("b"), lead: 0) == .current)
        #expect(HeadCheck.verdict(tip: "b", head: head("c"), lead: nil) == .ledgerIsBehind)
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

    /// A recovery and the apply after it make two commits in one run, each of which may fail to write the head.
    @Test(arguments: [1, 2, 100]) func aHeadMayLagByAnyNumberOfCommits(_ lead: Int) {
        #expect(HeadCheck.verdict(tip: "c", head: head("a"), lead: lead) == .headIsBehind(by: lead))
        #expect(HeadCheck.verdict(tip: "c", head: nil, lead: nil) == .headIsBehind(by: nil))
    }
}
