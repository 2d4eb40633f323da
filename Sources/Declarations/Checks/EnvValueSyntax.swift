/// What looks like syntax in the value of a `.env` line. To Airflow it is a part of the value, which ends with the line.
package enum EnvValueSyntax {
    /// What is wrong with the value, and what to do; nil for an ordinary one. No part of the value is in it.
    package static func problem(in text: String) -> (message: String, hint: String)? {
        let quote = text.first.flatMap { "'\"".contains($0) ? $0 : nil }
        if let quote, text.count > 1, text.last == quote {
            return ("the quotes are a part of the value", "remove the quotes")
        }
        let isCutKey = text.contains("-----BEGIN ") && !text.contains("-----END ")
        if quote == "\"" || isCutKey {
            return (
                "the value ends with the line, and is not whole",
                "write a value of several lines in a YAML or JSON file"
            )
        }
        guard text.contains(" #") else { return nil }
        return ("what follows ` #` is a part of the value, not a comment", "put comments on lines of their own")
    }
}
