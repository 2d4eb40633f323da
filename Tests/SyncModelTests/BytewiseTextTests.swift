import SyncModel
import Testing

/// Swift takes an accent, a joiner or a sign like U+0600 together with the slash beside it for one character.
@Suite struct BytewiseTextTests {
    @Test(arguments: ["\u{301}x", "\u{200D}x", "x\u{600}", "plain", "\u{301}"])
    func aSlashIsFoundBesideWhatJoinsIt(name: String) {
        let inner = "\(name)/\(name)"
        let path = "/airflow/" + inner
        #expect(path.begins(with: "/airflow/"))
        #expect((path + "/").ends(with: "/"))
        #expect(path.dropping(prefix: "/airflow/").map { Array($0.utf8) } == Array(inner.utf8))
        #expect(path.enclosingFolder.unicodeScalars.elementsEqual("/airflow/\(name)/".unicodeScalars))
        #expect(path.pathParts().map { Array($0.utf8) } == ["airflow", name, name].map { Array($0.utf8) })
        #expect((name + "/").containsBytes(of: "/"))
    }

    @Test func textsThatOnlyLookAlikeAreDifferent() {
        #expect(!"caf\u{E9}".begins(with: "cafe\u{301}"))
        #expect(!"caf\u{E9}".ends(with: "e\u{301}"))
        #expect("caf\u{E9}".dropping(prefix: "cafe\u{301}") == nil)
        #expect("cafe\u{301}".begins(with: "cafe"))
        #expect(!"cafe\u{301}".containsBytes(of: "\u{E9}"))
    }

    @Test func emptyPartsAreKeptWhereTheyCount() {
        #expect("/a//b/".pathParts() == ["a", "b"])
        #expect("/a//b/".pathParts(keepingEmpty: true) == ["", "a", "", "b", ""])
        #expect("a".enclosingFolder.isEmpty)
        #expect("/a/".enclosingFolder == "/a/")
        #expect("".containsBytes(of: "") && !"".containsBytes(of: "a"))
    }

    @Test func aTextIsFoundWhereItOccursFirst() throws {
        let text = "a__\u{301}b__c"
        let place = try #require(text.firstBytes(of: "__"))
        #expect(text[..<place.lowerBound] == "a")
        #expect(text[place.upperBound...].unicodeScalars.elementsEqual("\u{301}b__c".unicodeScalars))
        #expect(text.firstBytes(of: "d") == nil)
    }
}
