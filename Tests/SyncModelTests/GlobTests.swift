import TestSupport
import Testing

@testable import SyncModel

@Suite struct GlobTests {
    @Test(arguments: [
        ("connections/x*", "connections/xyz", true), ("connections/x*", "connections/x", true),
        ("connections/x*", "connections/ax", false), ("connections/*", "teams/a/connections/x", false),
        ("*", "teams/a/connections/x", true), ("teams/a/variables/*", "teams/a/variables/r", true),
        ("teams/*/variables/*", "teams/a/variables/b/c", true), ("*region", "variables/eu/region", true),
        ("variables/?", "variables/a", true), ("variables/?", "variables/ab", false),
        ("variables/?", "variables/é", true),
        ("variables/[a-c]", "variables/b", true), ("variables/[!a-c]", "variables/b", false),
        ("variables/[^a-c]", "variables/d", true), ("variables/[]]", "variables/]", true),
        ("variables/[a-]", "variables/-", true), ("variables/[ab", "variables/[ab", true),
        ("variables/[c-a]", "variables/c", true), ("variables/\\*", "variables/*", true),
        ("variables/\\*", "variables/a", false), ("variables/a\\", "variables/a\\", true),
        ("Variables/a", "variables/a", false), ("variables/a", "variables/a ", false), ("", "variables/a", false),
        ("variables/**", "variables/a", true),
    ]) func selectorsMatchAsAWhole(_ pattern: String, _ selector: String, _ expected: Bool) {
        #expect(Glob(pattern).matches(selector) == expected)
    }

    @Test func aPatternWithALeadingSlashMeansThePath() {
        let (id, path) = (Sample.id("connections/x"), Sample.path("connections/x"))
        #expect(Glob("/airflow/*").matches(id, at: path))
        #expect(!Glob("/airflow").matches(id, at: path))
        #expect(!Glob("airflow/*").matches(id, at: path))
        #expect(Glob("connections/x").matches(id, at: path))
        #expect(!Glob("connections/x").matches(nil, at: path))
        #expect(Glob("/*").matches(nil, at: path))
    }

    @Test func manyStarsDoNotExplode() {
        let pattern = String(repeating: "a*", count: 200) + "b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 2000)))
    }

    @Test func canonicallyEqualTextsAreDifferentNames() {
        #expect(!Glob("variables/\u{E9}").matches("variables/e\u{301}"))
    }
}
