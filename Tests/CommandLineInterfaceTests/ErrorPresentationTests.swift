import Planning
import SyncEngine
import Testing

@testable import CommandLineInterface
@testable import Ledger

@Suite struct ErrorPresentationTests {
    @Test(arguments: [CancellationError(), LedgerError.interrupted] as [any Error])
    func whateverWasCancelledIsInterrupted(_ error: any Error) {
        let failure = ErrorPresentation.failure(from: error)
        #expect(failure.exit == .failed && failure.code == "interrupted")
    }
}
