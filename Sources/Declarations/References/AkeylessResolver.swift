import AirflowModel
package import SyncModel

/// Reads other items of the gateway; the engine implements it after the login.
package protocol AkeylessValues: Sendable {
    /// The current values, asked for in as few requests as possible.
    func values(at paths: [ItemPath]) async -> [ItemPath: Result<Secret, ReferenceFailure>]
}

/// `ref+akeyless:///item/path#/json/pointer`: another item, where `LOCKSTEP_AKEYLESS_ALLOW` lets it be read.
struct AkeylessResolver: ReferenceResolver {
    let context: ReferenceContext

    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>] {
        var results: [Reference: Result<Secret, ReferenceFailure>] = [:]
        var allowed: [Reference] = []
        for reference in references {
            if let refusal = context.limits.refusal(ofItem: reference.target) {
                results[reference] = .failure(refusal)
            } else {
                allowed.append(reference)
            }
        }
        guard !allowed.isEmpty else { return results }
        guard let akeyless = context.akeyless else {
            let failure = ReferenceFailure(.unsupported, "there is no gateway to ask in this command")
            for reference in allowed { results[reference] = .failure(failure) }
            return results
        }
        let values = await akeyless.values(at: Set(allowed.map { ItemPath($0.target) }).sorted())
        for reference in allowed { results[reference] = value(of: reference, in: values) }
        return results
    }

    private func value(
        of reference: Reference, in values: [ItemPath: Result<Secret, ReferenceFailure>]
    ) -> Result<Secret, ReferenceFailure> {
        let whole = values[ItemPath(reference.target)] ?? .failure(ReferenceFailure(.missing, "there is no such item"))
        guard let pointer = reference.pointer else { return whole }
        return whole.flatMap { text in
            guard let document = try? PythonJSON.parse(text.reveal()) else {
                return .failure(ReferenceFailure(.unusable, "the item's value is not JSON"))
            }
            return pointer.secret(in: document)
        }
    }
}
