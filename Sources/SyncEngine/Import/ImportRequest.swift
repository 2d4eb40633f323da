package import Applying
package import Planning
package import SyncModel

/// Where the secret fields of imported entries are kept.
package enum SecretForm: String, CaseIterable, Sendable {
    /// In Akeyless alone: `ref+kept://`.
    case kept
    /// In a file that SOPS encrypts.
    case sops
    /// In a file that age encrypts.
    case age
    /// In variables, whose names go to `.env.example`.
    case env
    /// In the declarations themselves.
    case plaintext
}

/// A file that `airflow connections export` or `airflow variables export` wrote.
package struct ExportFile: Sendable {
    package var name: String

    /// Where the file lies, absolute; nil for standard input.
    package var path: String?
    package var content: Secret

    /// Nil where the content is to tell.
    package var kind: EntryKind?

    package init(name: String, path: String? = nil, content: Secret, kind: EntryKind?) {
        self.name = name
        self.path = path
        self.content = content
        self.kind = kind
    }
}

/// What `import` was asked for.
package struct ImportRequest: Sendable {
    package var select: [String] = []
    package var secrets = SecretForm.kept

    /// The folder to write declarations into, absolute; the project's own where nil.
    package var directory: String?

    /// Who can read what age encrypts, beside what the environment says.
    package var ageRecipients: [String] = []

    /// Exports of Airflow's metadata database to read instead of Akeyless.
    package var exports: [ExportFile] = []

    /// The team that the entries of an export belong to.
    package var team: String?

    package init() {}
}

/// What `import` did.
package struct ImportOutcome: Sendable {
    /// A file that was written.
    package struct File: Sendable, Hashable {
        package var path: String
        package var isNew: Bool

        /// How many entries, secrets or names were added.
        package var added: Int
    }

    /// An entry that is now declared.
    package struct Entry: Sendable, Hashable {
        package var id: EntryID
        package var path: ItemPath
        package var source: SourceLocation?

        /// The fields that are not written out.
        package var secretFields: [String]
    }

    /// A field that was taken over from Akeyless into a file.
    package struct Change: Sendable, Hashable {
        package var id: EntryID
        package var field: String
        package var place: SourceLocation
    }

    package var environment: String
    package var project: String
    package var files: [File] = []
    package var changes: [Change] = []
    package var entries: [Entry] = []

    /// How many of the selected entries the files declare already.
    package var declaredBefore = 0

    /// What needs a look, imported or not.
    package var findings: [ImportFinding] = []

    /// Rows of the metadata database that Airflow no longer reads, because Akeyless is asked first.
    package var shadowed: [EntryID] = []

    /// The receipt of writing to Akeyless, where that was asked for.
    package var seeding: ApplyReport?
    package var diagnostics: [Diagnostic] = []
    package var stats = Stats()

    /// What the service failed to tell is not imported, and another run may find it: that is not done.
    package var exit: ExitCode {
        guard findings.contains(where: { $0.code == .notRead }) else { return .done }
        return entries.isEmpty && changes.isEmpty ? .failed : .partlyApplied
    }
}

/// An item that cannot become a declaration, or only with a word of caution.
package struct ImportFinding: Sendable, Hashable {
    package enum Code: String, Sendable {
        case otherType = "other-type"
        case passwordType = "password-type"
        case disabled
        case otherProject = "other-project"
        case denied
        case notRead = "not-read"
        case unreachable
        case nestedKey = "nested-key"
        case ambiguousKey = "ambiguous-key"
        case unreadable
        case notExact = "not-exact"
        case secretDescription = "secret-description"
        case invalid
        case envSyntax = "env-syntax"
        case changedBoth = "changed-both"
        case byHand = "by-hand"
    }

    package var code: Code
    package var path: ItemPath?
    package var id: EntryID?

    /// Where in a file, for what comes from one.
    package var location: SourceLocation?

    /// What Airflow makes of it today.
    package var today: String

    /// What to do about it.
    package var fix: String
    package var isImported = false

    /// The item's name for messages.
    package var name: String { path?.rawValue ?? id?.selector ?? location?.description ?? "" }
}
