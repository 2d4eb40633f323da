package import SyncModel

/// Turns what was found in the files into a report.
package enum ValidateDocument {
    package static func make(
        environment: String, project: String, entries: Int, diagnostics: [Diagnostic]
    ) -> ReportDocument {
        let context = ReportContext(environment: environment, project: project, diagnostics: diagnostics)
        let errors = diagnostics.count { $0.severity == .error }
        let verdict: ReportText = errors == 0 ? "valid" : "\(errors) \(ours: errors == 1 ? "error" : "errors")"
        // In a pull request it stands where the plan will stand.
        return ReportDocument(
            marker: context.marker("plan"), title: "Validation of \(environment)", facts: context.facts(),
            summary: "\(verdict): \(entries) entries", notices: context.diagnosticNotices, environment: environment)
    }
}
