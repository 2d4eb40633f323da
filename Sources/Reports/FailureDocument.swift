package import SyncModel

/// Turns a run that got no further than its failure into a report, which takes the place of an earlier, better one.
package enum FailureDocument {
    package static func make(command: String, environment: String, diagnostics: [Diagnostic]) -> ReportDocument {
        let context = ReportContext(environment: environment, project: "", diagnostics: diagnostics)
        return ReportDocument(
            marker: context.marker(command), title: "\(ours: command) of \(environment) failed",
            summary: "Nothing was planned or written.", notices: context.diagnosticNotices, environment: environment)
    }
}
