/// Finds the command in a request path: below `/`, `/v2` or `/api/v2`, with any number of slashes between.
enum CommandPath {
    static func command(in path: String) -> String {
        var segments = path.split(separator: "/", omittingEmptySubsequences: true)
        if segments.first == "api", segments.dropFirst().first == "v2" {
            segments.removeFirst(2)
        } else if segments.first == "v2" {
            segments.removeFirst()
        }
        return segments.joined(separator: "/")
    }
}
