/// An `airflow.cfg` as Python's `configparser` splits it.
///
/// Sections keep their case and names of options lose it, lines that are indented deeper than an option continue its
/// value, and whole lines that begin with `#` or `;` are comments. Of a repeated option the last one is kept here;
/// Airflow refuses such a file, see ``repeated``.
package struct AirflowConfigText: Sendable {
    /// One option as it is written, before `%` is looked at.
    package struct Option: Sendable {
        package var text: String

        /// Counts from one.
        package var line: Int
    }

    private var sections: [String: [String: Option]] = [:]

    /// The lines of options that were given before, for which Python refuses the whole file.
    package private(set) var repeated: [Int] = []

    /// Splits a text; what is neither a section, an option nor the continuation of one is passed over.
    package init(_ text: String) {
        var section: String?
        var name: String?
        var indent = 0
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let trimmed = PythonText.stripped(String(line))
            if trimmed.isEmpty || trimmed.hasPrefix("#") || trimmed.hasPrefix(";") { continue }
            let ownIndent = line.prefix { $0 == " " || $0 == "\t" }.count
            if let section, let name, ownIndent > indent {
                sections[section]?[name]?.text += "\n" + trimmed
                continue
            }
            indent = ownIndent
            if trimmed.hasPrefix("["), let end = trimmed.lastIndex(of: "]") {
                section = String(trimmed[..<end].dropFirst())
                name = nil
            } else if let current = section, let cut = trimmed.firstIndex(where: { $0 == "=" || $0 == ":" }) {
                let key = PythonText.stripped(String(trimmed[..<cut])).lowercased()
                let value = PythonText.stripped(String(trimmed[cut...].dropFirst()))
                if sections[current]?[key] != nil { repeated.append(index + 1) }
                sections[current, default: [:]][key] = Option(text: value, line: index + 1)
                name = key
            }
        }
    }

    /// An option as it is written, a section's own or that of `[DEFAULT]`; nil where there is none, or no such section.
    package func option(_ section: String, _ name: String) -> Option? {
        guard let own = sections[section] else { return nil }
        return own[name] ?? sections["DEFAULT"]?[name]
    }

    /// The value of an option with `%` resolved; nil where the section does not have it.
    ///
    /// - Throws: `invalidInterpolation`.
    package func value(_ section: String, _ name: String) throws(AirflowModelError) -> String? {
        guard let option = option(section, name) else { return nil }
        return try ConfigInterpolation.resolved(option.text, section: section) { self.option(section, $0)?.text }
    }

    /// The value of a switch as Airflow reads it: cut at `#`; nil where it is missing or none of `true t 1 false f 0`.
    package func flag(_ section: String, _ name: String) -> Bool? {
        guard let value = (try? value(section, name)) ?? nil else { return nil }
        let word = value.lowercased().prefix { $0 != "#" }
        return switch PythonText.stripped(String(word)) {
        case "true", "t", "1": true
        case "false", "f", "0": false
        default: nil
        }
    }
}
