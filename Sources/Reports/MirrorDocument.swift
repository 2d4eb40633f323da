import SyncModel

/// Joins the reports on the targets of a mirror to one.
package enum MirrorDocument {
    /// - Parameters:
    ///   - equal: how many targets are as the source, or were made so.
    ///   - isCheck: whether nothing was written.
    package static func make(
        from source: String, project: String, targets: [ReportDocument], equal: Int, isCheck: Bool
    ) -> ReportDocument {
        let context = ReportContext(environment: source, project: project)
        let count: ReportText = "\(equal) of \(ours: counted(targets.count, "target"))"
        return ReportDocument(
            marker: context.marker("mirror"), title: "\(ours: isCheck ? "Comparison with" : "Mirror of") \(source)",
            facts: ["project \(project)"],
            summary: isCheck ? "\(count) equal to \(source)" : "\(count) mirrored from \(source)",
            seconds: targets.map(\.seconds).reduce(0, +), parts: targets)
    }
}
