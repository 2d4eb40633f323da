package import SyncModel

/// An entry as the files declare it, overlays included, with its references not yet resolved.
package struct DeclaredEntry: Sendable {
    package enum Declaration: Sendable {
        case connection(ConnectionDeclaration)
        case text(TextDeclaration)
    }

    package var id: EntryID

    /// Where Airflow looks for it; nil where it has no place, which is an error already reported.
    package var path: ItemPath?

    /// Where the entry begins; an overlay that replaces or adds fields does not move it.
    package var location: SourceLocation
    package var declaration: Declaration

    /// Fields that the project file says are never compared.
    package var ignoredFields: Set<String> = []

    /// Whether a part of it stands in an encrypted file, so that nothing of it may be shown.
    package var isSecret = false

    /// Every reference that is to be resolved, with its place.
    package var references: [LocatedReference] {
        switch declaration {
        case .connection(let connection): connection.references
        case .text(let text): text.value.references
        }
    }
}

/// A text that is written out or stands elsewhere.
package enum DeclaredText: Sendable {
    case literal(Secret, SourceLocation)
    case reference(LocatedReference)

    package var location: SourceLocation {
        switch self {
        case .literal(_, let location): location
        case .reference(let reference): reference.location
        }
    }

    var references: [LocatedReference] {
        if case .reference(let reference) = self { [reference] } else { [] }
    }
}

/// A value that is text, or JSON in which any text may be a reference.
package enum DeclaredValue: Sendable {
    case text(DeclaredText)
    case json(LocatedValue, references: [LocatedReference])

    var references: [LocatedReference] {
        switch self {
        case .text(let text): text.references
        case .json(_, let references): references
        }
    }
}

/// A declared variable or config option.
package struct TextDeclaration: Sendable {
    package var value: DeclaredValue
    package var description: String?
}

/// A declared connection: its fields, or one reference that stands for all of them.
package struct ConnectionDeclaration: Sendable {
    /// The fields that may stand elsewhere, except `extra`.
    package enum Field: String, CaseIterable, Sendable { case description, host, login, password, schema }

    package var connType: String?
    package var texts: [Field: DeclaredText] = [:]
    package var port: Int?
    package var extra: DeclaredValue?

    /// A reference to the text of the whole connection: a URI, or for a whole entry also a JSON object.
    package var whole: LocatedReference?

    /// Whether the names of the members of `extra` come out of a text that is secret as a whole: that of a reference,
    /// or one in an encrypted file. The keys of a mapping are structure there, too.
    var hidesMembersOfExtra: Bool {
        if whole != nil { return true }
        switch extra {
        case .text(.reference)?: return true
        case .text(.literal(_, let location))?: return EncryptionTool(fileName: location.file) != nil
        case .json?, nil: return false
        }
    }

    var references: [LocatedReference] {
        let fields = Field.allCases.flatMap { texts[$0]?.references ?? [] }
        return (whole.map { [$0] } ?? []) + fields + (extra?.references ?? [])
    }
}
