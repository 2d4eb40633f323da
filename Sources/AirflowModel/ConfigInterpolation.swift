/// What Python's `configparser` does with `%` in a value.
enum ConfigInterpolation {
    /// `%%` becomes `%`, `%(name)s` the value of another option of the section.
    ///
    /// - Parameter option: The text of an option by its name in lower case.
    /// - Throws: `invalidInterpolation` for any other `%`, and for references that lead on and on.
    static func resolved(
        _ value: String, section: String, depth: Int = 0, option: (String) -> String?
    ) throws(AirflowModelError) -> String {
        let pieces = value.split(separator: "%", omittingEmptySubsequences: false)
        var result = String(pieces[0])
        var index = 1
        while index < pieces.count {
            let piece = pieces[index]
            if piece.isEmpty, index + 1 < pieces.count {
                result += "%" + pieces[index + 1]
                index += 2
                continue
            }
            guard depth < 10, piece.first == "(", let end = piece.firstIndex(of: ")"),
                piece[end...].dropFirst().first == "s",
                let other = option(piece[..<end].dropFirst().lowercased())
            else { throw AirflowModelError(.invalidInterpolation, "read airflow.cfg", section) }
            result += try resolved(other, section: section, depth: depth + 1, option: option)
            result += piece[end...].dropFirst(2)
            index += 1
        }
        return result
    }
}
