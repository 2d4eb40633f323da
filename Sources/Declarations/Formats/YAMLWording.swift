/// What libyaml's short English texts, which are all that it gives, mean to whoever wrote the file.
struct YAMLWording {
    let message: String
    let hint: String

    /// What was being read, for saying where it begins; nil where that helps nobody.
    let structure: String?

    /// - Parameters:
    ///   - problem: libyaml's text for what it did not expect.
    ///   - context: its text for what it was reading.
    init(_ problem: String, _ context: String) {
        (message, hint) =
            Self.words[problem] ?? (context.contains("tag") || context.contains("directive") ? Self.tag : Self.other)
        structure = Self.structures.first { context.hasSuffix($0.key) }?.value
    }

    private static let quoting = "put the value in quotes"

    private static let structures = [
        "block mapping": "the mapping", "flow mapping": "the mapping", "flow sequence": "the list",
        "block collection": "the list", "quoted scalar": "the quoted text",
    ]

    private static let tag = (
        "a value begins with `!` or `%`, which YAML keeps for itself", quoting
    )

    private static let other = (
        "the file is no valid YAML from here on",
        "compare the indentation and the quotes of this line and of the one before it"
    )

    private static let escape = (
        "a backslash in double quotes that begins no escape of YAML",
        "write `\\\\` for a backslash, or put the value in single quotes"
    )

    private static let tab = (
        "a tab is used for indentation, which YAML does not allow", "replace the tab with spaces"
    )

    private static let words: [String: (message: String, hint: String)] = [
        "mapping values are not allowed in this context": (
            "a second `: ` where a value stands already",
            "put a value that holds `: ` in quotes, or indent the line as its neighbours are"
        ),
        "could not find expected ':'": (
            "a key without a `:` after it", "write `key: value`; further lines of a value are indented below its key"
        ),
        "did not find expected key": (
            "a line that does not fit into the mapping around it",
            "indent all fields of an entry alike, and put a text that begins with a quote wholly in quotes"
        ),
        "did not find expected '-' indicator": (
            "a line that does not fit into the list around it", "begin every element with `- `, all indented alike"
        ),
        "did not find expected ',' or '}'": (
            "a `{` without its `}`, or two fields without a comma between them",
            "separate the fields with commas and close the braces"
        ),
        "did not find expected ',' or ']'": (
            "a `[` without its `]`, or two elements without a comma between them",
            "separate the elements with commas and close the brackets"
        ),
        "did not find expected node content": ("a value is missing here", "write the value, `\"\"` for an empty text"),
        "found unexpected end of stream": ("the file ends inside a quoted text", "close the quote where the text ends"),
        "found unexpected document indicator": (
            "a line `---` or `...` inside a quoted text", "close the quote before it"
        ),
        "found character that cannot start any token": (
            "a value begins with a character that YAML keeps for itself, such as `@`, `%` or a backtick", quoting
        ),
        "found unknown escape character": escape,
        "did not find expected hexdecimal number": escape,
        "found invalid Unicode character escape code": escape,
        "did not find expected alphabetic or numeric character": (
            "a `&` or `*` without the name of an anchor after it", quoting
        ),
        "found undefined alias": (
            "an alias (`*name`) without its anchor (`&name`) before it",
            "if the value is meant to begin with `*`, put it in quotes"
        ),
        "block sequence entries are not allowed in this context": (
            "a list begins in the line of its key", "begin it in the line below, with `- ` before each element"
        ),
        "mapping keys are not allowed in this context": ("a `? ` where no key may stand", quoting),
        "did not find expected comment or line break": (
            "text follows `|` or `>`", "begin the text in the line below, indented, or put it in quotes"
        ),
        "found a tab character where an indentation space is expected": tab,
        "found a tab character that violates indentation": tab,
    ]
}
