package import SyncModel

/// What was applied, revision by revision, newest first: all that the ledger tells of it.
package struct History: Hashable, Sendable {
    package struct Revision: Hashable, Sendable {
        package var id: String

        /// As the writer's clock showed it, ISO 8601.
        package var time: String
        package var author: String

        /// How the apply ended, in the ledger's words; nil for a commit of another program.
        package var outcome: String?
        package var summary: String

        /// The commit that was applied, and the plan.
        package var source: String?
        package var plan: String?
        package var changes: [Change]

        package init(
            id: String, time: String, author: String, outcome: String?, summary: String, source: String?, plan: String?,
            changes: [Change]
        ) {
            self.id = id
            self.time = time
            self.author = author
            self.outcome = outcome
            self.summary = summary
            self.source = source
            self.plan = plan
            self.changes = changes
        }

        /// The words that a reader can filter by.
        var marks: [String] {
            var marks = [outcome ?? "foreign"]
            if changes.contains(where: \.isDrift) { marks.append("drift") }
            if changes.contains(where: { $0.result != "done" }) { marks.append("failed") }
            return marks
        }
    }

    package struct Change: Hashable, Sendable {
        package var action: String
        package var path: ItemPath

        /// `connections/warehouse`, or the path where no name is known.
        package var name: String
        package var fields: [String]

        /// `done`, `failed` or `not tried`.
        package var result: String

        /// Whether someone else had changed the item since the revision before.
        package var isDrift: Bool

        /// Where it was declared.
        package var place: SourceLocation?

        package init(
            action: String, path: ItemPath, name: String, fields: [String], result: String, isDrift: Bool,
            place: SourceLocation?
        ) {
            self.action = action
            self.path = path
            self.name = name
            self.fields = fields
            self.result = result
            self.isDrift = isDrift
            self.place = place
        }

        var note: String {
            (result == "done" ? [] : [result]).joined()
                + (isDrift ? (result == "done" ? "" : ", ") + "changed outside" : "")
        }
    }

    package var environment: String
    package var project: String
    package var revisions: [Revision]

    /// Whether older revisions are missing from this clone.
    package var isCut: Bool

    package init(environment: String, project: String, revisions: [Revision], isCut: Bool) {
        self.environment = environment
        self.project = project
        self.revisions = revisions
        self.isCut = isCut
    }

    /// The revisions of each item, newest first, the items by name.
    var items: [(name: String, path: ItemPath, lines: [(revision: Revision, change: Change)])] {
        var lines: [ItemPath: [(revision: Revision, change: Change)]] = [:]
        for revision in revisions {
            for change in revision.changes { lines[change.path, default: []].append((revision, change)) }
        }
        return lines.map { ($0.value.first?.change.name ?? $0.key.rawValue, $0.key, $0.value) }
            .sorted { ($0.name, $0.path) < ($1.name, $1.path) }
    }

    var summary: ReportText {
        let items = Set(revisions.flatMap(\.changes).map(\.path)).count
        return ReportText(ours: "\(counted(revisions.count, "revision")), \(counted(items, "item"))")
    }
}
