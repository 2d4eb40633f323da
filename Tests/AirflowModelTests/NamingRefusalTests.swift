import SyncModel
import TestSupport
import Testing

@testable import AirflowModel

/// What can be named by none of our items although the provider asks for it: exactly the recorded cases that the
/// documentation names.
@Suite struct NamingRefusalTests {
    @Test func ofThePathsThatTheProviderAsksForExactlyTheNamedOnesAreRefused() throws {
        var found: [String: Set<String>] = [:]
        for vector in Vectors.cases("team_paths") {
            let arguments = try #require(vector["backend_kwargs"].object)
            let names = NamingConvention(backendArguments: arguments, multiTeam: vector["multi_team"] == .bool(true))
            let kind = try #require(EntryKind(rawValue: try vector.text("kind")))
            let (key, team) = (try vector.text("key"), vector["team_name"].text)
            let asked = names.lookup(kind: kind, key: key, team: team).asked
            guard !asked.isEmpty else { continue }
            let id = EntryID(kind: kind, team: asked.count == 2 ? team : nil, key: key)
            var codes = Set(names.problems(teams: [id.team].compactMap(\.self)).map(\.code.rawValue))
            do { _ = try names.path(for: id) } catch { codes.insert(error.code.rawValue) }
            for code in codes { found[code, default: []].insert(vector.id) }
        }
        #expect(found == (try refusedRecordings("tp")))
    }
}
