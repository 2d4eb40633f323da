package import SyncModel

/// What a report says, before any decision about how it looks.
///
/// Text, Markdown, HTML and JUnit are made from this one value, so that they cannot disagree.
package struct ReportDocument: Hashable, Sendable {
    /// Tells reports of different commands and environments apart, for tools that replace an earlier one.
    package var marker: String
    package var title: ReportText
    package var facts: [ReportText]
    package var sections: [ReportSection]
    package var summary: ReportText
    package var notices: [ReportNotice]

    /// The environment it is about, from outside; nil for a report about several.
    package var environment: String?

    /// How long the run took.
    package var seconds: Double

    /// One report per environment, where a run was about several.
    package var parts: [ReportDocument]

    package init(
        marker: String, title: ReportText, facts: [ReportText] = [], sections: [ReportSection] = [],
        summary: ReportText, notices: [ReportNotice] = [], environment: String? = nil, seconds: Double = 0,
        parts: [ReportDocument] = []
    ) {
        self.marker = marker
        self.title = title
        self.facts = facts
        self.sections = sections
        self.summary = summary
        self.environment = environment
        self.seconds = seconds
        self.parts = parts
        // Errors first; a stable order within each level.
        self.notices = [.error, .warning, .note].flatMap { level in notices.filter { $0.level == level } }
    }
}

/// Items that a reader looks at together.
package struct ReportSection: Hashable, Sendable {
    /// Always one of our own words.
    package var title: String
    package var rows: [ReportRow]

    /// Whether a reader usually skips it.
    package var isQuiet: Bool

    /// What is to be said about all of them.
    package var note: ReportText?

    package init(_ title: String, _ rows: [ReportRow], isQuiet: Bool = false, note: ReportText? = nil) {
        self.note = note
        self.title = title
        self.rows = rows
        self.isQuiet = isQuiet
    }
}

/// How good or bad something is, which decides colour and the verdict of a test report.
package enum ReportTone: String, Hashable, Sendable {
    case plain, added, changed, removed, attention, muted
}

/// One item.
package struct ReportRow: Hashable, Sendable {
    package enum Standing: Hashable, Sendable {
        case good, skipped, bad
    }

    package var symbol: String
    package var tone: ReportTone
    package var standing: Standing

    /// Our word for what happens or happened, such as `create` or `failed`.
    package var verb: String

    /// The item's name, from outside.
    package var name: String

    /// The folder-like group of the name, for reports that group.
    package var group: String
    package var reason: ReportText

    /// Where it is declared, from outside.
    package var place: SourceLocation?
    package var fields: [ReportField]

    package init(
        symbol: String, tone: ReportTone, standing: Standing, verb: String, name: String, group: String,
        reason: ReportText, place: SourceLocation? = nil, fields: [ReportField] = []
    ) {
        self.symbol = symbol
        self.tone = tone
        self.standing = standing
        self.verb = verb
        self.name = name
        self.group = group
        self.reason = reason
        self.place = place
        self.fields = fields
    }
}

/// One field of an item.
package struct ReportField: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// It changes, and that is all that may be said.
        case changed

        /// It is given to an item that is not there yet, and that is all that may be said.
        case set

        /// It may change: its reference was not resolved.
        case unknown

        /// Texts from outside that may be shown.
        case shown(before: String?, after: String?)
    }

    package var name: String
    package var content: Content

    /// A literal of the declarations that the user asked to see; shown at a terminal and nowhere else.
    package var literal: String?

    package init(_ name: String, _ content: Content, literal: String? = nil) {
        self.name = name
        self.content = content
        self.literal = literal
    }
}

/// Something to say about the run as a whole.
package struct ReportNotice: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable {
        case error, warning, note
    }

    package var level: Level
    package var text: ReportText
    package var hint: ReportText?
    /// What it is about: a file, and line and column where they are known.
    package var place: ReportText?

    package init(_ level: Level, _ text: ReportText, hint: ReportText? = nil, place: ReportText? = nil) {
        self.level = level
        self.text = text
        self.hint = hint
        self.place = place
    }

    /// Place and text, for formats that put the level before both.
    var placedText: ReportText {
        place.map { "\($0): \(text)" } ?? text
    }
}
