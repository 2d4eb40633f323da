/// One member that an entry may have in a file: a row of the tables that reading and the JSON Schemas share.
struct DeclaredField: Sendable {
    /// What may stand there.
    enum Shape: Sendable {
        /// Text, or a reference to one.
        case text
        /// Text that is shown, and so no reference.
        case shownText(limit: Int? = nil)
        /// A number from 1 to 65535, or its digits as text.
        case port
        /// An object, the text of one, or a reference.
        case objectOrText
        case object
        /// A URI or a reference to one.
        case uri
        /// Any JSON value but null.
        case anything
    }

    var name: String
    var shape: Shape

    /// Whether it may be given together with `uri`.
    var standsBesideURI = false

    /// One line for whoever writes the file.
    var summary: String

    /// Akeyless keeps descriptions of items up to this length.
    static let descriptionLimit = 1024

    /// The members of a connection.
    static let connection = [
        DeclaredField(
            name: "conn_type", shape: .shownText(),
            summary: "The kind of connection, by the name of its hook: postgres."),
        DeclaredField(
            name: "description", shape: .shownText(), standsBesideURI: true, summary: "What Airflow shows beside it."),
        DeclaredField(name: "host", shape: .text, summary: "Host name or address, with its case kept."),
        DeclaredField(name: "login", shape: .text, summary: "User name or key id."),
        DeclaredField(
            name: "password", shape: .text, summary: "A reference such as ref+env://NAME, or ref+kept://."),
        DeclaredField(name: "schema", shape: .text, summary: "Database or schema."),
        DeclaredField(name: "port", shape: .port, summary: "A number from 1 to 65535."),
        DeclaredField(
            name: "extra", shape: .objectOrText, summary: "Settings of the hook; any text in it may be a reference."),
        DeclaredField(
            name: "extra_dejson", shape: .object, summary: "Another name of `extra` as an object, from old exports."),
        DeclaredField(
            name: "uri", shape: .uri, standsBesideURI: true,
            summary: "The whole connection as a URI, instead of fields."),
        DeclaredField(name: "conn_uri", shape: .uri, standsBesideURI: true, summary: "Another name of `uri`."),
        DeclaredField(
            name: "conn_id", shape: .shownText(), standsBesideURI: true, summary: "Must be the key; better left out."),
    ]

    /// The members of a variable or config option that is an object with `value`.
    static let text = [
        DeclaredField(name: "value", shape: .anything, summary: "The value, or a reference to it."),
        DeclaredField(
            name: "description", shape: .shownText(limit: descriptionLimit),
            summary: "Kept as the description of the Akeyless item."),
    ]

    private static let byName = Dictionary(connection.map { ($0.name, $0) }) { first, _ in first }

    /// The member of a connection by its name.
    static func named(_ name: String) -> DeclaredField? { byName[name] }
}
