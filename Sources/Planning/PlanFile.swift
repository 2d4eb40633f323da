#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A plan saved for review: it holds no secret, can be published, and is applied exactly as it is or refused.
///
/// It is bound to the items' rows, fingerprints and the settings, not to the commit of the declarations: a commit that
/// changes nothing of what would be written leaves the plan valid.
package struct PlanFile: Hashable, Sendable, Codable {
    /// The version of this format; a file of another version is refused.
    package static let currentFormat = 1

    package var formatVersion: Int
    package var toolVersion: String
    package var planID: String
    package var environment: String
    package var projectID: String
    package var keyID: String?
    package var settingsDigest: String
    package var binding: String?
    package var policy: PlanPolicy
    package var recorded: Int
    package var changes: [PlannedChange]

    package init(_ plan: Plan, identity: PlanIdentity, toolVersion: String, digest: PlanDigest) {
        formatVersion = Self.currentFormat
        self.toolVersion = toolVersion
        planID = plan.id(identity, digest: digest)
        environment = identity.environment
        projectID = identity.projectID
        keyID = identity.keyID
        settingsDigest = identity.settingsDigest
        binding = identity.binding
        policy = plan.policy
        recorded = plan.recorded
        changes = plan.material.map { change in
            var change = change
            if identity.keyID == nil { (change.before, change.after) = (nil, nil) }
            return change
        }
    }

    private enum CodingKeys: String, CodingKey {
        case environment, binding, policy, recorded, changes
        case formatVersion = "format_version", toolVersion = "tool_version", planID = "plan_id"
        case projectID = "project_id", keyID = "key_id", settingsDigest = "settings_digest"
    }

    /// The text of the file, with sorted keys and a final line end.
    package var text: String { canonicalText(self, pretty: true) + "\n" }

    /// Reads a file; whether it was altered is found by ``staleReasons(for:identity:digest:)``, which has the key.
    ///
    /// - Throws: `malformed`, `unsupported-format`.
    package static func parse(_ text: String) throws(PlanFileError) -> PlanFile {
        struct Header: Decodable {
            var format_version: Int
        }
        let data = Data(text.utf8)
        let decoder = JSONDecoder()
        guard let header = try? decoder.decode(Header.self, from: data) else { throw .malformed }
        guard header.format_version == currentFormat else { throw .unsupportedFormat(header.format_version) }
        guard let file = try? decoder.decode(PlanFile.self, from: data) else { throw .malformed }
        return file
    }

    /// The identity and plan as the file states them.
    package var identity: PlanIdentity {
        PlanIdentity(
            environment: environment, projectID: projectID, settingsDigest: settingsDigest, keyID: keyID,
            binding: binding)
    }

    package var plan: Plan { Plan(changes: changes, policy: policy, recorded: recorded) }
}

/// Why a plan file cannot be used at all.
package struct PlanFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case malformed
        case unsupportedFormat = "unsupported-format"
        case altered
    }

    package var code: Code
    package var description: String

    package static let malformed = PlanFileError(code: .malformed, description: "this is not a plan file")

    package static func unsupportedFormat(_ version: Int) -> PlanFileError {
        PlanFileError(
            code: .unsupportedFormat,
            description: "the plan file has format \(version), this version reads format \(PlanFile.currentFormat)")
    }

    package static let altered = PlanFileError(
        code: .altered, description: "the plan file does not match its own id: it was altered after it was made")
}
