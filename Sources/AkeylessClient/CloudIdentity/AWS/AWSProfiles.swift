/// The profiles of Amazon's shared configuration and credentials files.
struct AWSProfiles: Sendable {
    /// Settings by profile; the credentials file goes before the configuration file.
    private(set) var profiles: [String: [String: String]] = [:]

    /// Reads both files; either may be missing.
    init(_ context: CloudContext) {
        let configuration = context.variable("AWS_CONFIG_FILE") ?? context.homePath(".aws/config")
        let credentials = context.variable("AWS_SHARED_CREDENTIALS_FILE") ?? context.homePath(".aws/credentials")
        if let path = configuration, let text = try? context.text(ofFile: path) {
            // In this file, all sections but the default one say what they are.
            add(text) { $0 == "default" ? $0 : $0.hasPrefix("profile ") ? $0.dropFirst(8).trimmed : nil }
        }
        if let path = credentials, let text = try? context.text(ofFile: path) { add(text) { $0 } }
    }

    subscript(name: String) -> [String: String]? { profiles[name] }

    private mutating func add(_ text: String, nameOfSection: (String) -> String?) {
        var profile: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let content = line.trimmed
            if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { continue }
            if content.hasPrefix("["), let end = content.firstIndex(of: "]") {
                profile = nameOfSection(content[content.index(after: content.startIndex)..<end].trimmed)
                if let profile { profiles[profile, default: [:]].merge([:]) { $1 } }
            } else if line.first?.isWhitespace != true, let profile, let equals = content.firstIndex(of: "=") {
                let name = content[..<equals].trimmed.lowercased()
                profiles[profile, default: [:]][name] = Self.withoutComment(content[content.index(after: equals)...])
            }
        }
    }

    /// A comment may follow a value behind white space.
    private static func withoutComment(_ text: Substring) -> String {
        for marker in [" #", " ;", "\t#", "\t;"] {
            if let range = text.firstRange(of: marker) { return text[..<range.lowerBound].trimmed }
        }
        return text.trimmed
    }
}
