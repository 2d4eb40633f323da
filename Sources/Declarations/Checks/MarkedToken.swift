/// The form of a token that a service marks as its own: how it begins, and how much of what follows.
struct MarkedToken: Sendable {
    let mark: String
    let name: String

    /// How many characters follow the mark, and which ones may be among them.
    let length: ClosedRange<Int>
    let signs: String

    /// Whether more may follow behind a dot.
    var hasParts = false

    private static let digits = "0123456789"
    private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + digits
    private static let alphanumeric = upper + "abcdefghijklmnopqrstuvwxyz"
    static let accessKeyID = "an AWS access key id"

    /// What the services document or hand out. Where a service may make its tokens longer, there is no upper limit.
    private static let known = [
        MarkedToken(mark: "AKIA", name: accessKeyID, length: 16...16, signs: upper),
        MarkedToken(mark: "ASIA", name: accessKeyID, length: 16...16, signs: upper),
        MarkedToken(mark: "ghp_", name: "a GitHub token", length: 20...(.max), signs: alphanumeric),
        MarkedToken(mark: "gho_", name: "a GitHub token", length: 20...(.max), signs: alphanumeric),
        MarkedToken(mark: "github_pat_", name: "a GitHub token", length: 20...(.max), signs: alphanumeric + "_"),
        MarkedToken(
            mark: "glpat-", name: "a GitLab token", length: 20...(.max), signs: alphanumeric + "_-", hasParts: true),
        MarkedToken(mark: "xoxb-", name: "a Slack token", length: 16...(.max), signs: alphanumeric + "-"),
        MarkedToken(mark: "xoxp-", name: "a Slack token", length: 16...(.max), signs: alphanumeric + "-"),
        MarkedToken(mark: "xapp-1-", name: "a Slack token", length: 16...(.max), signs: alphanumeric + "-"),
        MarkedToken(mark: "sk_live_", name: "a Stripe key", length: 16...(.max), signs: alphanumeric),
        MarkedToken(mark: "AIza", name: "a Google API key", length: 35...35, signs: alphanumeric + "_-"),
        MarkedToken(mark: "hvs.", name: "a Vault token", length: 24...(.max), signs: alphanumeric + "_-"),
        MarkedToken(mark: "dapi", name: "a Databricks token", length: 32...32, signs: digits + "abcdef"),
        MarkedToken(mark: "npm_", name: "an npm token", length: 20...(.max), signs: alphanumeric),
    ]

    /// What the word is by its mark and form; nil for words and host names that merely begin so.
    static func name(of word: Substring) -> String? { known.first { $0.isForm(of: word) }?.name }

    private func isForm(of word: Substring) -> Bool {
        guard word.hasPrefix(mark), word.contains(where: \.isNumber) else { return false }
        let rest = word.utf8.dropFirst(mark.utf8.count)
        let body = rest.prefix { signs.utf8.contains($0) }
        let end = rest.dropFirst(body.count)
        // A dot may end a sentence; with more behind it, it divides the name of a host.
        let dot = UInt8(ascii: ".")
        let isHost = !hasParts && end.first == dot && end.contains { $0 != dot }
        return length.contains(body.count) && !isHost
    }
}
