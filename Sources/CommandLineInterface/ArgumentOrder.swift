/// Lets global options stand before the command, as users of `git -C dir status` write them.
enum ArgumentOrder {
    private static let withValue: Set<String> = [
        "-C", "--repo", "-e", "--environment", "--format", "--output", "--color", "--parallelism", "--gateway",
        "--trust-gateway", "--ca-file", "--conn-id", "--conn-file",
    ]
    private static let flags: Set<String> = ["-q", "--quiet", "-v", "--verbose"]

    /// Moves leading global options behind the command's name; anything else is left as it stands.
    static func commandFirst(_ arguments: [String], groups: Set<String>) -> [String] {
        var leading: [String] = []
        var rest = arguments[...]
        while let first = rest.first, first.hasPrefix("-") {
            if flags.contains(first) || withValue.contains(where: { first.hasPrefix($0 + "=") }) {
                leading.append(rest.removeFirst())
            } else if withValue.contains(first), rest.count >= 2 {
                leading.append(rest.removeFirst())
                leading.append(rest.removeFirst())
            } else {
                return arguments
            }
        }
        guard !leading.isEmpty, let command = rest.popFirst() else { return arguments }
        var path = [command]
        if groups.contains(command), let next = rest.first, !next.hasPrefix("-") { path.append(rest.removeFirst()) }
        return path + leading + rest
    }
}
