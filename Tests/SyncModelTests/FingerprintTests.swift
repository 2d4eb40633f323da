import SyncModel
import Testing

@Suite struct FingerprintTests {
    private let key = FingerprintKey(bytes: Array(0..<32))
    private let meaning = EntryMeaning(fields: ["host": Secret("a"), "password": Secret("b")])

    @Test func equalMeaningsAtOnePathAreEqual() {
        let path = ItemPath("/p")
        #expect(key.fingerprint(meaning, at: path) == key.fingerprint(meaning, at: path))
    }

    @Test func thePathIsPartOfTheFingerprint() {
        let a = key.fingerprint(meaning, at: ItemPath("/a"))
        let b = key.fingerprint(meaning, at: ItemPath("/b"))
        #expect(a.whole != b.whole)
        #expect(a.fields["host"] != b.fields["host"])
    }

    @Test func theSameValueInTwoFieldsDiffers() {
        let same = EntryMeaning(fields: ["host": Secret("x"), "login": Secret("x")])
        let print = key.fingerprint(same, at: ItemPath("/a"))
        #expect(print.fields["host"] != print.fields["login"])
    }

    @Test func partsCannotRunIntoEachOther() {
        #expect(key.digest(.field, ["ab", "c"]) != key.digest(.field, ["a", "bc"]))
        #expect(key.digest(.field, ["a"]) != key.digest(.field, ["a", ""]))
    }

    @Test func purposesAndKeysAreSeparate() {
        #expect(key.digest(.field, ["a"]) != key.digest(.entry, ["a"]))
        #expect(key.digest(.field, ["a"]) != FingerprintKey(bytes: Array(1..<33)).digest(.field, ["a"]))
    }

    @Test func theKeySurvivesItsStoredForm() throws {
        let again = try #require(FingerprintKey(storedText: key.storedText))
        #expect(again.id == key.id)
        #expect(again.digest(.seal, ["x"]) == key.digest(.seal, ["x"]))
        #expect(key.id.count == 16)
    }

    @Test(arguments: ["", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 63)])
    func aBrokenStoredKeyIsRefused(text: String) {
        #expect(FingerprintKey(storedText: Secret(text)) == nil)
    }

    @Test func twoRandomKeysDiffer() {
        #expect(FingerprintKey.random().id != FingerprintKey.random().id)
    }

    @Test func differingFieldsAreNamedInOrder() {
        let path = ItemPath("/p")
        let one = key.fingerprint(EntryMeaning(fields: ["host": Secret("a"), "port": Secret("1")]), at: path)
        let two = key.fingerprint(EntryMeaning(fields: ["host": Secret("b"), "schema": Secret("s")]), at: path)
        #expect(one.differingFields(from: two) == ["host", "port", "schema"])
    }
}
