import SyncModel
import Testing

@Suite struct DisplayTextTests {
    @Test func aCountAgreesWithItsNoun() {
        #expect([0, 1, 2].map { counted($0, "item") } == ["0 items", "1 item", "2 items"])
        #expect([1, 2].map { counted($0, "entry is", "entries are") } == ["1 entry is", "2 entries are"])
    }
}
