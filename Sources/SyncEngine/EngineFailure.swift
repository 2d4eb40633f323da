package import Planning
package import SyncModel

/// Why a command could not go on: what failed, where, why and what to do next, with the documented exit code.
package struct EngineFailure: Error, Sendable {
    package var exit: ExitCode

    /// Stable, in kebab case; what scripts match on.
    package var code: String
    package var message: String
    package var causes: [String]
    package var hints: [String]

    /// Problems in the user's files, where these are the reason.
    package var diagnostics: [Diagnostic]

    /// The plan that was refused, where there is one.
    package var report: PlanOutcome?

    /// The name of the project that was open.
    package var project: String?

    package init(
        _ exit: ExitCode, code: String, _ message: String, causes: [String] = [], hints: [String] = [],
        diagnostics: [Diagnostic] = []
    ) {
        self.exit = exit
        self.code = code
        self.message = message
        self.causes = causes
        self.hints = hints
        self.diagnostics = diagnostics
    }

    /// The failure of a command whose input has errors; all of them are reported together.
    package static func invalidInput(_ diagnostics: [Diagnostic]) -> EngineFailure {
        let errors = diagnostics.filter { $0.severity == .error }
        let what = counted(errors.count, "error")
        if errors.allSatisfy({ $0.code == "unresolved-reference" }) {
            return EngineFailure(
                .invalidInput, code: "unresolved-reference",
                "the declarations refer to values that are not there: \(what)",
                hints: ["provide them, or preview without them: lockstep plan --offline-values"],
                diagnostics: diagnostics)
        }
        return EngineFailure(
            .invalidInput, code: "invalid-input", "the declarations have \(what)",
            hints: ["correct them and run `lockstep validate`"], diagnostics: diagnostics)
    }
}
