import Ledger
import Planning
import Reports
import SyncEngine
import SyncModel

/// What `verify` found, in every form.
struct VerifyPayload: CommandPayload, Encodable {
    struct Problem: Encodable {
        @AlwaysEncoded var revision: String?
        let code: String
        let message: String
    }

    struct Finding: Encodable {
        let path: String
        let code: String
        @AlwaysEncoded var detail: String?
    }

    struct Values: Encodable {
        let compared: Int
        let findings: [Finding]

        init(_ values: ValueVerification) {
            compared = values.compared
            findings = values.findings.map {
                Finding(path: $0.path.rawValue, code: $0.finding.rawValue, detail: $0.detail)
            }
        }
    }

    let formatVersion = "1.0"
    let command = "verify"
    let environment: String
    let project: String

    /// Where the walk ended.
    @AlwaysEncoded var revision: String?
    let revisions: Int
    let sealed: Int
    let unsealed: Int
    @AlwaysEncoded var vouchedFor: String?
    let signed: Int
    let shallow: Bool
    let structureOnly: Bool
    @AlwaysEncoded var reason: String?

    /// What was looked at, and what was not: a good result says nothing about the latter.
    let checked: [String]
    let notChecked: [String]
    let hints: [String]
    @AlwaysEncoded var problem: Problem?
    @AlwaysEncoded var values: Values?
    @AlwaysEncoded var error: JSONReport.Failure?
    let exitCode: Int32

    init(_ outcome: VerifyOutcome) {
        let ledger = outcome.ledger
        environment = outcome.environment
        project = outcome.project
        revision = ledger.tip
        revisions = ledger.revisions
        sealed = ledger.sealsChecked
        unsealed = ledger.sealsUnchecked
        vouchedFor = ledger.vouchedFor
        signed = ledger.signaturesChecked
        shallow = ledger.endsAtShallowBoundary
        structureOnly = ledger.isStructureOnly
        reason = outcome.withoutKey
        hints = outcome.failure?.hints ?? outcome.keyHints
        let parts = [
            ("structure", true), ("seals", !ledger.isStructureOnly), ("head", outcome.headWasChecked),
            ("signatures", ledger.signaturesChecked > 0), ("values", outcome.values != nil),
        ]
        checked = parts.filter(\.1).map(\.0)
        notChecked = parts.filter { !$0.1 }.map(\.0)
        let problem = Self.problem(outcome)
        let values = outcome.values.map(Values.init)
        self.problem = problem
        self.values = values
        error = Self.failure(problem, values) ?? outcome.failure.map(JSONReport.Failure.init)
        exitCode = outcome.exit.rawValue
    }

    private static func problem(_ outcome: VerifyOutcome) -> Problem? {
        if let problem = outcome.ledger.problem {
            return Problem(revision: problem.revision, code: problem.reason.rawValue, message: problem.message)
        }
        return outcome.headProblem.map { Problem(revision: outcome.ledger.tip, code: "head", message: $0) }
    }

    private static func failure(_ problem: Problem?, _ values: Values?) -> JSONReport.Failure? {
        if let problem {
            let place = problem.revision.map { "revision \($0.prefix(12))" } ?? "the ledger"
            let hints =
                problem.code == "head"
                ? ["git fetch the ledger branch; if it is the newest, its last revisions were dropped"]
                : ["compare with another clone: git log <remote>/<ledger branch>"]
            return JSONReport.Failure(
                code: "ledger-\(problem.code)", message: "\(place) is wrong: \(problem.message)", hints: hints)
        }
        guard let findings = values?.findings, !findings.isEmpty else { return nil }
        return JSONReport.Failure(
            code: "values", message: "\(findings.count) of \(counted(values?.compared ?? 0, "item")) not as recorded",
            causes: findings.map { "\($0.path): \($0.detail ?? $0.code)" }, hints: ["see `lockstep status`"])
    }

    private enum CodingKeys: String, CodingKey {
        case command, environment, project, revision, revisions, sealed, unsealed, signed, shallow, reason, problem
        case values, error, checked, hints
        case notChecked = "not_checked"
        case formatVersion = "format_version", structureOnly = "structure_only", vouchedFor = "vouched_for"
        case exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        if let problem {
            let place = problem.revision.map { " at \($0.prefix(12))" } ?? ""
            return "\(style.red("wrong"))\(place): \(escapedForTerminal(problem.message)) [\(problem.code)]\n"
        }
        var facts = [counted(revisions, "revision")]
        facts.append(structureOnly ? "no seal checked" : "\(counted(sealed, "seal")) checked")
        if !structureOnly, unsealed > 0 {
            facts.append("\(unsealed) made with an earlier key, vouched for by \(vouchedFor?.prefix(12) ?? "none")")
        }
        if signed > 0 { facts.append("\(counted(signed, "signature")) accepted") }
        if shallow { facts.append("older revisions are not in this shallow clone") }
        if let values { facts.append("\(counted(values.compared, "value")) compared") }
        let lines = (values?.findings ?? []).map {
            "  \(escapedForTerminal($0.path)): \(escapedForTerminal($0.detail ?? $0.code))"
        }
        return (unchecked(style) + ["\(verdict(style)): \(facts.joined(separator: ", "))"] + lines).map { $0 + "\n" }
            .joined()
    }

    /// What a reader must know before the verdict, which is about the structure alone then.
    private func unchecked(_ style: TextStyle) -> [String] {
        guard structureOnly, revisions > 0 || error != nil else { return [] }
        let why = reason.map { ": \(escapedForTerminal($0))" } ?? ""
        return ["\(style.yellow("NOT checked")): seals, head item and values\(why)"]
            + hints.map { "\(style.green("hint:")) \(escapedForTerminal($0))" }
    }

    private func verdict(_ style: TextStyle) -> String {
        if values?.findings.isEmpty == false { return style.red("not as recorded") }
        // Whoever can write the branch can write one whose structure is right.
        return structureOnly ? style.yellow("structure only") : style.green("good")
    }
}
