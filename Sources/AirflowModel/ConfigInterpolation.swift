/// What Python's `configparser` does with `%` in a value.
enum ConfigInterpolation {
    /// `%%` becomes `%`, `%(name)s` the value of another option of the section.
    ///
    /// - Parameter option: The text of an option by its name in lower case.
    /// - Throws: `invalidInterpolation` for any other `%`, and for references that lead on and on or to more than 1 MiB.
    static func resolved(
        _ value: String, section: String, option: (String) -> String?
    ) throws(AirflowModelError) -> String {
        var room = 1 << 20
        return try expanded(value, section: section, depth: 0, room: &room, option: option)
    }

    /// - Parameter room: How much may still be read. Options that name each other several times grow with every level.
    private static func expanded(
        _ value: String, section: String, depth: Int, room: inout Int, option: (String) -> String?
    ) throws(AirflowModelError) -> String {
        room -= value.utf8.count + 1
        guard room > 0 else { throw AirflowModelError(.invalidInterpolation, "read airflow.cfg", section) }
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
            result += try expanded(other, section: section, depth: depth + 1, room: &room, option: option)
            result += piece[end...].dropFirst(2)
            index += 1
        }
        return result
    }
}
