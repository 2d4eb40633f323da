import SyncModel
import Testing

@testable import Ledger

/// The file that says whose ledger a branch is; anyone who can push can put any bytes there.
@Suite struct LedgerRootTests {
    @Test func pathsThatOnlyTheirBytesTellApartAreHeldSideBySide() throws {
        var root = LedgerRoot(projectID: "p", environment: "e", keyID: "k")
        let paths = [ItemPath("/v/caf\u{E9}"), ItemPath("/v/cafe\u{301}")]
        for (number, path) in paths.enumerated() { root.holds[path] = Fingerprint(hex: "\(number)") }
        guard case .root(let read) = try LedgerRoot.read(root.bytes) else {
            Issue.record("no root")
            return
        }
        #expect(read == root && read.holds.count == 2)
    }

    @Test func whatIsNestedWithoutEndIsRefused() {
        for opening in ["[", "{\"a\": "] {
            let text = "{\"a\": " + String(repeating: opening, count: 200_000)
            #expect(throws: JSONReader.Problem.self) { try LedgerRoot.read(Array(text.utf8)) }
        }
    }
}
