import SyncModel
import TestSupport
import Testing

@testable import AirflowModel

/// Which URIs a declaration may not be although Airflow reads them: exactly the recorded cases that the documentation
/// names.
@Suite struct URIRefusalTests {
    @Test func noOtherURIIsRefusedThatAirflowReads() throws {
        var found: [String: Set<String>] = [:]
        for vector in Vectors.cases("uri_parse") where vector["fields"].object != nil {
            guard let uri = vector["uri"].text else { continue }
            for problem in ConnectionCheck().problems(inURI: uri) where problem.severity == .error {
                found[problem.code.rawValue, default: []].insert(vector.id)
            }
        }
        #expect(found == (try refusedRecordings("up")))
    }
}
