import SyncModel
import Testing

@Suite struct NamesTests {
    @Test func anItemPathAlwaysHasOneLeadingSlash() {
        #expect(ItemPath("a/b") == ItemPath("/a/b"))
    }

    @Test func selectorsNameKindAndTeam() {
        #expect(EntryID(kind: .connection, key: "x").selector == "connections/x")
        #expect(EntryID(kind: .variable, team: "a", key: "x").selector == "teams/a/variables/x")
        #expect(EntryID(kind: .config, key: "x").selector == "config/x")
    }

    @Test func foldersNameKinds() {
        #expect(EntryKind(folder: "variables") == .variable)
        #expect(EntryKind(folder: "nothing") == nil)
    }

    @Test(arguments: [
        ("plain é 漢", "plain é 漢"), ("a\u{1B}[31m", "a\\u{1B}[31m"), ("a\nb", "a\\u{A}b"),
        ("a\u{202E}b", "a\\u{202E}b"), ("a\u{200B}b", "a\\u{200B}b"), ("a\u{7F}", "a\\u{7F}"),
    ])
    func namesAreEscapedForTheTerminal(text: String, shown: String) {
        #expect(escapedForTerminal(text) == shown)
    }

    @Test func locationsPrintAsEditorsReadThem() {
        #expect(SourceLocation(file: "a.yaml", line: 3, column: 5).description == "a.yaml:3:5")
        #expect(SourceLocation(file: "a.yaml").description == "a.yaml")
    }
}
