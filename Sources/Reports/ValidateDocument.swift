package import SyncModel

/// Turns what was found in the files into a report.
package enum ValidateDocument {
    package static func make(
        environment: String, project: String, entries: Int, diagnostics: [Diagnostic]
    ) -> ReportDocument {
        // Here the problems are what was asked for.
        let context = ReportContext(
            environment: environment, project: project, diagnostics: diagnostics, isVerbose: true)
        let errors = diagnostics.count { $0.severity == .error }
        let verdict: ReportText = errors == 0 ? "valid" : ReportText(ours: counted(errors, "error"))
        return ReportDocument(
            marker: context.marker("validate"), title: "Validation of \(environment)", facts: context.facts(),
            summary: "\(verdict): \(ours: counted(entries, "entry", "entries"))", notices: context.diagnosticNotices,
            environment: environment)
    }
}
