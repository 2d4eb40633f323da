import AirflowModel
import AkeylessClient
import SyncEngine
import SyncModel

extension GetPayload {
    /// Why Airflow finds nothing, in the parts of every error.
    struct Problem {
        var title = "not found:"
        let code: String
        let message: String
        var causes: [String] = []
        var hints: [String] = []

        var json: JSONValue {
            .object([
                "code": .text(code), "message": .text(message), "causes": .array(causes.map { .text($0) }),
                "hints": .array(hints.map { .text($0) }),
            ])
        }
    }

    /// Why Airflow finds nothing; nil where it finds the entry.
    var problem: Problem? {
        if let refused = outcome.refused {
            return Problem(title: "refused:", code: "refused", message: "the provider does not look: \(refused)")
        }
        if outcome.isFound { return nil }
        if let failure = outcome.connection?.failure ?? outcome.text?.failure {
            return Problem(
                code: failure.code.rawValue,
                message: "Airflow says it is not defined, because of what \(outcome.answered ?? "the item") holds: "
                    + failure.code.explanation,
                hints: ["declare the entry and run `lockstep apply`; it writes what Airflow reads"])
        }
        if let error = outcome.failures.first {
            let failure = EngineFailure(error)
            return Problem(
                title: "unknown:", code: error.kind.rawValue, message: failure.message, causes: failure.causes,
                hints: failure.hints)
        }
        let reason =
            outcome.asked.isEmpty
            ? "this kind is disabled: its path is empty"
            : "there is nothing at \(outcome.asked.joined(separator: ", "))"
        return Problem(code: "absent", message: reason, hints: outcome.nearby.map { [$0] } ?? [])
    }

    /// How the answer came about: the paths, the stored form, its decoding, and what other readers would make of it.
    var steps: [String] {
        var steps = outcome.asked.map { path in
            if path == outcome.answered { return "asked \(path): it has a value" }
            guard let failure = outcome.failures.first(where: { $0.subject == path }) else {
                return "asked \(path): nothing there"
            }
            return "asked \(path): \(failure.kind); the provider takes that for «nothing there»"
        }
        steps += outcome.failures.filter { $0.subject == nil }.map { "\($0.description)" }
        steps += outcome.connection?.steps ?? outcome.text?.steps ?? []
        guard let explanation = outcome.explanation else { return steps }
        steps += explanation.fresh.compactMap(Self.step)
        if let other = explanation.other { steps.append(step(other)) }
        if outcome.text != nil, outcome.answered != nil {
            steps.append("Airflow 2.11 and 3 read a variable or config option alike")
        }
        return steps
    }

    private static func step(_ fresh: GetExplanation.Fresh) -> String? {
        switch fresh.state {
        case .same: "past the gateway's cache, \(fresh.path) holds the same text"
        case .changed: "past the gateway's cache, \(fresh.path) holds another text: Airflow still reads the old one"
        case .present: "past the gateway's cache, \(fresh.path) has a value: Airflow will find it later"
        case .absent: nil
        case .denied: "past the gateway's cache, \(fresh.path) may not be read"
        case .unknown: "past the gateway's cache, \(fresh.path) could not be read"
        }
    }

    private func step(_ other: GetExplanation.OtherRelease) -> String {
        let release = "Airflow \(other.release)"
        if other.fields.isEmpty { return "\(release) reads the same" }
        guard other.isFound else { return "\(release) would say that it is not defined" }
        guard outcome.isFound else { return "\(release) would find it" }
        return "\(release) would read another value of \(other.fields.joined(separator: ", "))"
    }
}
