package import SyncModel

/// What is wrong with a file, the project file or a setting, before any declaration is looked at.
///
/// These cannot be switched off. The raw values are stable.
package enum ReadingRule: String, CaseIterable, Sendable {
    case fileType = "file-type"
    case fileSize = "file-size"
    case specialFile = "special-file"
    case unreadableFile = "unreadable-file"
    case unreadableFolder = "unreadable-folder"
    case ignoredFile = "ignored-file"
    case teamName = "team-name"
    case encryptedFile = "encrypted-file"
    case notEncrypted = "not-encrypted"
    case overlayRemovesNothing = "overlay-removes-nothing"

    case invalidUTF8 = "invalid-utf8"
    case controlCharacter = "control-character"
    case emptyFile = "empty-file"
    case notAMapping = "not-a-mapping"
    case nesting
    case integerTooLong = "number"
    case envLine = "env-line"
    case jsonSyntax = "json-syntax"
    case yamlSyntax = "yaml-syntax"
    case yamlTab = "yaml-tab"
    case yamlDocuments = "yaml-documents"
    case yamlAnchor = "yaml-anchor"
    case yamlKey = "yaml-key"
    case yamlMerge = "yaml-merge"
    case yamlTag = "yaml-tag"
    case yamlValue = "yaml-value"
    case aliasExpansion = "alias-expansion"

    case projectFileMissing = "project-file-missing"
    case projectFile = "project-file"
    case projectVersion = "project-version"
    case unknownSetting = "unknown-setting"
    case settingName = "setting-name"
    case settingPlace = "setting-place"
    case settingType = "setting-type"
    case unknownCheck = "unknown-check"
    case driftPattern = "drift-pattern"
    case airflowConfig = "airflow-cfg"
    case unknownEnvironment = "unknown-environment"
    case environmentsOverlap = "environments-overlap"
    case unknownVariable = "unknown-variable"
    case gateway
    case accessType = "auth-type-unsupported"
    case backendPath = "backend-path"
    case ledgerBranch = "ledger-branch"
    case ledgerRemote = "ledger-remote"
    case ledgerKey = "ledger-key"
    case ledgerTrash = "ledger-trash"

    case historyUnreadable = "history-unreadable"
    case historyShallow = "history-shallow"
    case historyPartial = "history-partial"

    /// How much it usually counts: an error leaves something unread that may declare entries.
    package var severity: Diagnostic.Severity {
        switch self {
        case .ignoredFile, .overlayRemovesNothing, .unknownVariable, .historyShallow, .historyPartial: .warning
        case .encryptedFile, .historyUnreadable: .note
        default: .error
        }
    }
}

extension ReadingRule {
    /// Why it is reported, in one sentence.
    package var reason: String {
        switch self {
        case .fileType: "Airflow reads files that end in .yaml, .yml, .json or .env."
        case .fileSize: "Larger files are not read, so that no file can exhaust the memory."
        case .specialFile: "Devices, pipes and sockets can block or never end."
        case .unreadableFile: "What the file declares is not known."
        case .unreadableFolder: "What the folder's files declare is not known."
        case .ignoredFile: "It looks as if it declared something, and is not read."
        case .teamName: "The folder's name cannot be the name of a team, so Airflow asks for none of its entries."
        case .encryptedFile: "What an encrypted file declares is not looked at here; its name must say that it is one."
        case .notEncrypted: "The file's name says that it is encrypted, but its content is in plain text."
        case .overlayRemovesNothing: "A null in an overlay takes away what the base does not have."
        case .invalidUTF8: "Airflow reads files as UTF-8 and fails on anything else."
        case .controlCharacter: "YAML allows no control characters but as escapes."
        case .emptyFile: "Airflow fails on a file without content."
        case .notAMapping: "A file of entries is a mapping from keys to entries."
        case .nesting: "Airflow's readers fail on structures nested too deeply, or folders are."
        case .integerTooLong: "Python converts no text of so many digits to an integer."
        case .envLine: "Airflow refuses a file with a line that is not `KEY=value`."
        case .jsonSyntax: "The file is no JSON."
        case .yamlSyntax: "The file is no YAML."
        case .yamlTab: "YAML is indented with spaces; a tab does not count."
        case .yamlDocuments: "Airflow reads one YAML document a file."
        case .yamlAnchor: "PyYAML refuses an anchor that is set twice; an alias inside of what it names has no end."
        case .yamlKey: "Python cannot use a list or a mapping as a key."
        case .yamlMerge: "`<<` takes in a mapping or a list of them."
        case .yamlTag: "The tag stands for a type that Airflow's reader does not make."
        case .yamlValue: "YAML 1.1 gives the text a type in which it has no value."
        case .aliasExpansion: "Few lines with aliases can stand for more than any memory holds."
        case .projectFileMissing: "Without lockstep.yaml nothing says where entries go."
        case .projectFile: "lockstep.yaml cannot be read."
        case .projectVersion: "The file is of a version that this program does not read."
        case .unknownSetting: "A misspelled setting would silently do nothing."
        case .settingName: "The name of a setting is text."
        case .settingPlace: "The setting cannot be given in this place."
        case .settingType: "The value is not of the setting's type."
        case .unknownCheck: "A misspelled check would silently keep its severity."
        case .driftPattern: "The text is no pattern over entries, so the rule would never count."
        case .airflowConfig:
            "airflow.cfg cannot be read as Airflow reads it, or says what Airflow would take otherwise."
        case .unknownEnvironment: "The project has no environment of this name."
        case .environmentsOverlap: "Two environments would write over each other."
        case .unknownVariable: "A misspelled LOCKSTEP_… variable would silently set nothing."
        case .gateway: "The gateway's address is unusable, or there are two."
        case .accessType: "Lockstep does not know this way to log in."
        case .backendPath: "Airflow would not find what it asks for below such a path."
        case .ledgerBranch: "Git accepts no branch of this name, or two environments share it."
        case .ledgerRemote: "The text is neither a remote's name nor an address without a password."
        case .ledgerKey: "The ledger's key must be a reference, and lie where Airflow finds no entry."
        case .ledgerTrash: "Deleted items must lie where neither Airflow nor the ledger reads."
        case .historyUnreadable: "An old version of a file could not be read, so it was not scanned (--history)."
        case .historyShallow: "The clone lacks older commits, so they were not scanned (--history)."
        case .historyPartial: "The clone lacks versions of files, so they were not scanned (--history)."
        }
    }
}

extension Diagnostic {
    /// - Parameter severity: The rule's own if left out.
    package init(
        _ rule: ReadingRule, _ message: String, at location: SourceLocation? = nil, hint: String? = nil,
        severity: Severity? = nil
    ) {
        self.init(severity ?? rule.severity, code: rule.rawValue, message, at: location, hint: hint)
    }

    /// Refusals are errors always.
    package init(_ refusal: Refusal, _ message: String, at location: SourceLocation? = nil, hint: String? = nil) {
        self.init(.error, code: refusal.rawValue, message, at: location, hint: hint)
    }
}
