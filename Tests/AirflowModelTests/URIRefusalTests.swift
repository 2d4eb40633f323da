import SyncModel
import Testing

@testable import AirflowModel

/// Which URIs a declaration may not be although Airflow reads them, by the ids of the recorded cases that show why.
@Suite struct URIRefusalTests {
    typealias Code = ConnectionProblem.Code

    static let refused: [Code: Set<String>] = [
        .portOutOfRange: ["up-b4af94ce9a"],
        // No hook takes a connection without a type: these have no scheme, or one with a character that ends it.
        .emptyConnType: [
            "up-055539df4a", "up-14974c9ef8", "up-1c54219855", "up-1d83eb4ade", "up-243c6c0e00", "up-25b352e803",
            "up-2b7a763daa", "up-30ff8bd092", "up-3eb0a803f4", "up-53b41ab0da", "up-58daea4037", "up-6723911be1",
            "up-6e5b933908", "up-7db90ccc25", "up-8227b438d5", "up-8894cdad26", "up-a3abcc7fad", "up-a412cd1fdc",
            "up-a476d29812", "up-a6576cde00", "up-a6860375b4", "up-b3049a2ecd", "up-cf8e7df18a", "up-d5f59096a2",
            "up-eb79e3becd", "up-fdbfb24375",
        ],
    ]

    @Test func noOtherURIIsRefusedThatAirflowReads() {
        var found: [Code: Set<String>] = [:]
        for vector in Vectors.cases("uri_parse") where vector["fields"].object != nil {
            guard let uri = vector["uri"].text else { continue }
            for problem in ConnectionCheck().problems(inURI: uri) where problem.severity == .error {
                found[problem.code, default: []].insert(vector.id)
            }
        }
        #expect(found == Self.refused)
    }
}
