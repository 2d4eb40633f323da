/// Why a declaration is refused although a reader of Airflow might take it.
///
/// Files are first read as Airflow reads them; these rules stand above that, each because what Airflow would make of the
/// text is not what its author means, or cannot be kept. They are errors and cannot be switched off. The raw values are
/// stable.
package enum Refusal: String, CaseIterable, Sendable {
    case byteOrderMark = "byte-order-mark"
    case duplicateKey = "duplicate-key"
    case duplicateEntry = "duplicate-entry"
    case keyNotText = "key-not-text"
    case keyEmpty = "key-empty"
    case keyCharacters = "key-characters"
    case keyDisabled = "key-kind-disabled"
    case keyPath = "key-unusable-path"
    case keyTeam = "key-unusable-team"
    case keyNamespace = "key-outside-namespace"
    case connID = "conn-id"
    case connectionShape = "connection-shape"
    case nullValue = "null-value"
    case unknownField = "unknown-field"
    case missingConnType = "missing-conn-type"
    case emptyConnType = "empty-conn-type"
    case invalidURI = "invalid-uri"
    case uriWithFields = "uri-with-fields"
    case extraTwice = "extra-twice"
    case extraNotAnObject = "extra-not-an-object"
    case extraDuplicateMember = "extra-duplicate-member"
    case needsQuotes = "needs-quotes"
    case port
    case portOutOfRange = "port-out-of-range"
    case loneSurrogate = "lone-surrogate"
    case descriptionLength = "description-length"
    case reference
    case kept
    case referenceValue = "reference-value"
    case unresolvedReference = "unresolved-reference"
    case overlayShape = "overlay-shape"
    case valueSize = "value-size"
    case wouldNotReadBack = "would-not-read-back"
    case unusableItem = "unusable-item"

    /// Why it is refused, in one sentence.
    package var reason: String {
        switch self {
        case .byteOrderMark: "Airflow's readers fail on a byte order mark or take it for part of the first key."
        case .duplicateKey: "Airflow silently takes the last of two equal keys."
        case .duplicateEntry: "Two files declare one entry, and nothing says which one counts."
        case .keyNotText: "YAML reads an unquoted key such as `1` or `yes` as a number or boolean."
        case .keyEmpty: "An empty key names no item."
        case .keyCharacters: "Airflow would silently drop this id, or the key holds a control character."
        case .keyDisabled: "The path of this kind is empty, so Airflow never asks for such entries."
        case .keyPath: "The item's path has an empty, `.` or `..` part, which Akeyless may spell differently."
        case .keyTeam: "Under these settings no entry can belong to that team."
        case .keyNamespace: "With the separator in it the key could name another team's entry; the provider refuses it."
        case .connID: "`conn_id` beside the key must be the key."
        case .connectionShape: "A connection is a mapping or a URI; Airflow fails on anything else."
        case .nullValue: "Airflow counts a null as missing, so there is nothing that could be stored."
        case .unknownField: "One member that Airflow does not know makes the whole connection undefined."
        case .missingConnType: "Airflow finds a connection without a conn_type, but cannot hand it to a task."
        case .emptyConnType: "What precedes the first colon is no scheme, so the rest lands in the wrong fields."
        case .invalidURI: "Airflow cannot read the URI."
        case .uriWithFields: "Airflow refuses a URI beside other fields."
        case .extraTwice: "`extra` and `extra_dejson` exclude each other."
        case .extraNotAnObject: "Airflow 3 cannot build a connection whose extra is not a JSON object."
        case .extraDuplicateMember: "Of two members of one name Airflow takes the last."
        case .needsQuotes: "YAML 1.1 reads the unquoted text as a number, boolean or date."
        case .port: "The port is not a number."
        case .portOutOfRange: "The port is not between 1 and 65535, and no URI can carry it."
        case .loneSurrogate: "Half of a surrogate pair is no text and cannot be stored."
        case .descriptionLength: "Akeyless keeps descriptions of up to \(DeclaredField.descriptionLimit) characters."
        case .reference: "The text begins with `ref+` and is no reference, or none may stand there."
        case .kept: "`ref+kept://` stands for a whole field, and something must be there to keep."
        case .referenceValue: "What the reference gives cannot stand where it is used."
        case .unresolvedReference: "The value that the reference names cannot be had."
        case .overlayShape: "An overlay's fields can only be laid over a mapping of fields."
        case .valueSize: "Akeyless refuses texts above its limit."
        case .wouldNotReadBack: "Airflow would read something else than what is declared."
        case .unusableItem: "Akeyless holds an item of that name that cannot be read or must not be written (--online)."
        }
    }
}
