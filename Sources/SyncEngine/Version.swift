import Planning

/// Versions of the tool and of the formats it writes.
package enum Version {
    package static let current = "0.1.0"
    package static let planFormat = PlanFile.currentFormat
}
