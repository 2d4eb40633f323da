/// Why no identity could be proved: every place that was looked at, in order, and what was wrong with it.
package struct CloudIdentityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One place that was looked at.
    package struct Step: Sendable, Hashable {
        package var place: String
        package var reason: String
    }

    /// What was looked for, such as "AWS credentials".
    package var subject: String
    package var steps: [Step]

    package var description: String {
        "no \(subject): " + steps.map { "\($0.place): \($0.reason)" }.joined(separator: "; ")
    }
}

/// Why one place had nothing to offer.
struct StepFailure: Error, Hashable {
    /// Whether the place was meant to be used.
    ///
    /// If so, the search ends: going on could prove another identity.
    var wasConfigured: Bool
    var reason: String

    static func unset(_ reason: String) -> StepFailure { StepFailure(wasConfigured: false, reason: reason) }
    static func failed(_ reason: String) -> StepFailure { StepFailure(wasConfigured: true, reason: reason) }
}

/// One place to look at.
struct IdentityStep<Found: Sendable>: Sendable {
    let place: String
    let look: @Sendable () async throws(StepFailure) -> Found

    /// Looks at places in order until one has something, or one that was meant to be used fails.
    static func first(of steps: [IdentityStep], subject: String) async throws(CloudIdentityError) -> Found {
        var tried: [CloudIdentityError.Step] = []
        for step in steps {
            do throws(StepFailure) {
                return try await step.look()
            } catch {
                tried.append(.init(place: step.place, reason: error.reason))
                if error.wasConfigured { break }
            }
        }
        throw CloudIdentityError(subject: subject, steps: tried)
    }
}
