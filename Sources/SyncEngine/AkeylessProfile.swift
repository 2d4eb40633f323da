import Declarations
import SyncModel

/// A profile of Akeyless's command line: `~/.akeyless/profiles/<name>.toml`.
///
/// Its name is in `AKEYLESS_DEFAULT_PROFILE`, else in `default_profile` of `~/.akeyless/settings`, else `default`. Files
/// are read only, never written.
struct AkeylessProfile: Sendable {
    let name: String
    let file: String
    let fields: [String: Secret]
    let address: String?

    var origin: SettingOrigin { .profile(name, file: file) }

    private static let sizeLimit = 1 << 20

    /// The profile in use; nil where there is no such file, or it says nothing about a login.
    static func inUse(variables: [String: String]) -> AkeylessProfile? {
        guard let home = variables["HOME"], !home.isEmpty else { return nil }
        let files = DiskFiles(root: home + "/.akeyless")
        func table(_ path: String, _ section: String?) -> [String: String]? {
            guard let bytes = try? files.read(path, limit: sizeLimit, links: .inside),
                let text = String(validating: bytes, as: UTF8.self)
            else { return nil }
            return SimpleTOML.values(text, section: section)
        }
        let settings = table("settings", nil)
        let variable = variables["AKEYLESS_DEFAULT_PROFILE"].flatMap { $0.isEmpty ? nil : $0 }
        let name = variable ?? settings?["default_profile"] ?? "default"
        guard let values = table("profiles/\(name).toml", name), !values.isEmpty else { return nil }
        var profile = AkeylessProfile(name: name, values)
        if profile.fields["uid_token"] == nil, ["universal_identity", "uid"].contains(values["access_type"]),
            let bytes = try? files.read("uid_rotator/uid-token", limit: sizeLimit, links: .inside)
        {
            var fields = profile.fields
            fields["uid_token"] = Secret(String(decoding: bytes, as: UTF8.self).trimmingLines)
            profile = AkeylessProfile(name: name, file: profile.file, fields: fields, address: profile.address)
        }
        return profile.fields.isEmpty ? nil : profile
    }

    private init(name: String, file: String, fields: [String: Secret], address: String?) {
        self.name = name
        self.file = file
        self.fields = fields
        self.address = address
    }

    private init(name: String, _ values: [String: String]) {
        var values = values.filter { !$0.value.isEmpty }
        let address = values.removeValue(forKey: "gateway_url")
        self.init(
            name: name, file: "~/.akeyless/profiles/\(name).toml", fields: values.mapValues(Secret.init),
            address: address)
    }
}

/// The little of TOML that the profiles use: tables of one level, and keys with texts, numbers or truth values.
enum SimpleTOML {
    /// The values of a section, or those before the first section; nil where the section is missing.
    static func values(_ text: String, section: String?) -> [String: String]? {
        var current: String?
        var isThere = section == nil
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let content = String(line).trimmingLines
            if content.isEmpty || content.hasPrefix("#") { continue }
            if content.hasPrefix("[") {
                current = content.lastIndex(of: "]").map { end in
                    value(String(content[content.index(after: content.startIndex)..<end]).trimmingLines)
                }
                isThere = isThere || current == section
            } else if current == section, let equals = content.firstIndex(of: "=") {
                let name = value(String(content[..<equals]).trimmingLines)
                values[name] = value(String(content[content.index(after: equals)...]).trimmingLines)
            }
        }
        return isThere ? values : nil
    }

    /// A text in either kind of quotes, or anything else up to a comment.
    private static func value(_ text: String) -> String {
        if text.hasPrefix("'") { return String(text.dropFirst().prefix { $0 != "'" }) }
        guard text.hasPrefix("\"") else { return String(text.prefix { $0 != "#" }).trimmingLines }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst() {
            if isEscaped {
                result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            } else {
                result.append(character)
            }
        }
        return result
    }
}

extension String {
    /// Without white space and line ends at both ends.
    fileprivate var trimmingLines: String {
        var view = Substring(self)
        while view.first?.isWhitespace == true { view.removeFirst() }
        while view.last?.isWhitespace == true { view.removeLast() }
        return String(view)
    }
}
