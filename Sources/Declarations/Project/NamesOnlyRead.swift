import AirflowModel
package import SyncModel

extension Diagnostic {
    /// Whether it says that the settings leave it open which item belongs to which entry.
    package var isAboutNames: Bool { Self.namingCodes.contains(code) }

    private static let namingCodes = Set(
        NamingProblem.Code.allCases.map(\.rawValue) + ["backend-path", "environments-overlap"])
}

extension Sequence<Diagnostic> {
    /// The same for a run that names no item by itself.
    ///
    /// Where a present item cannot be identified, or two entries cannot be told apart, nothing may be written. The
    /// provider reads under such settings all the same, so asking as it does is answered, with a warning.
    package func whereNothingIsWritten() -> [Diagnostic] {
        map { diagnostic in
            guard diagnostic.severity == .error, diagnostic.isAboutNames else { return diagnostic }
            var relaxed = diagnostic
            relaxed.severity = .warning
            relaxed.message += "; nothing is planned or applied under these settings"
            return relaxed
        }
    }
}
