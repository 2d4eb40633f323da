import Foundation
import SyncModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct LedgerLockTests {
    private typealias Fixture = LedgerFixture

    @Test func theSecondIsRefusedAndToldWhoHoldsIt() async throws {
        let fixture = try await Fixture()
        let lock = try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock())
        let other = try await Fixture.open(fixture.temporary)
        let error = await ledgerError { _ = try await other.lock(holder: fixture.holder, clock: ContinuousClock()) }
        #expect(error?.code == .locked)
        #expect(error?.holder == fixture.holder)
        lock.release()
        lock.release()
        _ = try await other.lock(holder: fixture.holder, clock: ContinuousClock())
    }

    @Test func aLockEndsWithItsLastReference() async throws {
        let fixture = try await Fixture()
        do {
            let lock = try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock())
            _ = lock
        }
        _ = try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock())
    }

    @Test func environmentsDoNotShareALock() async throws {
        let fixture = try await Fixture()
        let other = try await Fixture.open(fixture.temporary, environment: "staging")
        let lock = try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock())
        _ = try await other.lock(holder: fixture.holder, clock: ContinuousClock())
        lock.release()
    }

    @Test func waitingEndsWithTheTimeThatWasGiven() async throws {
        let fixture = try await Fixture()
        let lock = try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock())
        let clock = SteppingClock()
        let error = await ledgerError {
            _ = try await fixture.ledger.lock(
                holder: fixture.holder, timeout: .seconds(10), clock: clock, interval: .seconds(1))
        }
        #expect(error?.code == .locked)
        #expect(clock.now.offset == .seconds(10))
        clock.onSleep { if $0 == .seconds(15) { lock.release() } }
        _ = try await fixture.ledger.lock(
            holder: fixture.holder, timeout: .seconds(10), clock: clock, interval: .seconds(1))
        #expect(clock.now.offset == .seconds(15))
    }

    @Test func onlyAHeldLockIsAnotherApply() {
        #expect(LedgerLock.refusal("lock", EWOULDBLOCK, present: nil).code == .locked)
        let refusal = LedgerLock.refusal("lock", ENOLCK, present: nil)
        #expect(refusal.code == .notWritable)
        #expect(refusal.message.contains(String(cString: strerror(ENOLCK))))
    }

    /// The kernel gives the lock back when its holder dies, whatever it was doing.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock"), "needs flock(1)"))
    func aHolderThatDiesLeavesNoLock() async throws {
        let fixture = try await Fixture()
        try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock()).release()
        try await whileAnotherProcessLocks(fixture.ledger.lockPath) {
            let error = await ledgerError {
                _ = try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock())
            }
            #expect(error?.code == .locked)
            #expect(error?.holder == nil)
        }
        _ = try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock())
    }
}
