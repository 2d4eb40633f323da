#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Everything beside its changes that a plan is bound to.
package struct PlanIdentity: Hashable, Sendable {
    package var environment: String
    package var projectID: String

    /// A digest over the settings that decide where and how is written.
    package var settingsDigest: String

    /// The ledger key the fingerprints were made with; nil before the first apply.
    package var keyID: String?

    /// What stands in for fingerprints before there is a ledger key.
    ///
    /// The fingerprints of such a plan were made with a key that nobody keeps, so they mean nothing to a later run.
    package var binding: String?

    package init(
        environment: String, projectID: String, settingsDigest: String, keyID: String?, binding: String? = nil
    ) {
        self.environment = environment
        self.projectID = projectID
        self.settingsDigest = settingsDigest
        self.keyID = keyID
        self.binding = binding
    }
}

/// A digest over texts, such as an HMAC under the ledger key; it has to keep the texts apart.
package typealias PlanDigest = (_ parts: [String]) -> String

extension Plan {
    /// The plan's short name: 16 digits that change whenever anything a reviewer decides about changes.
    ///
    /// Where a declaration stands is left out: moving it changes nothing that will be written.
    package func id(_ identity: PlanIdentity, digest: PlanDigest) -> String {
        let parts = [
            "plan", String(PlanFile.currentFormat), identity.environment, identity.projectID, identity.settingsDigest,
            identity.keyID ?? "", identity.binding ?? "", canonicalText(policy.withoutForce),
        ]
        let bound = material.map { canonicalText($0.bound(hasKey: identity.keyID != nil)) }
        return String(digest(parts + bound).prefix(16))
    }
}

extension PlanPolicy {
    var withoutForce: PlanPolicy {
        var policy = self
        policy.force = false
        return policy
    }
}

extension PlannedChange {
    /// What a saved plan binds: all but the place of the declaration, and the fingerprints only where they last.
    func bound(hasKey: Bool) -> PlannedChange {
        var change = self
        change.source = nil
        if !hasKey { (change.before, change.after) = (nil, nil) }
        return change
    }
}

/// JSON with sorted keys: equal values give equal texts.
func canonicalText(_ value: some Encodable, pretty: Bool = false) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
        pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
    // Plan values hold texts and integers only, which always encode.
    guard let data = try? encoder.encode(value) else { return "" }
    return String(decoding: data, as: UTF8.self)
}
