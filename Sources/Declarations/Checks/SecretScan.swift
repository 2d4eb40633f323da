package import SyncModel

extension Check {
    /// Whether what it finds is a secret that stands in a file.
    package var findsSecrets: Bool {
        switch self {
        case .plainSecret, .highEntropy, .defaultPassword, .uriMisplacedPassword, .swallowedSecret: true
        default: false
        }
    }
}

/// Looks for secrets in a single version of a file, whatever the project's own severities say.
package struct SecretScan: Sendable {
    private let settings: Settings

    /// - Parameter settings: those of any environment; they decide how texts are read.
    package init(settings: Settings) {
        var settings = settings
        settings.environment = "default"
        settings.checks = CheckSeverities()
        self.settings = settings
    }

    /// Whether a path relative to the project is that of a file that could hold secrets.
    package static func isScanned(_ path: String) -> Bool {
        if path == ProjectFile.fileName { return true }
        let parts = place(of: path).pathParts()
        guard parts.count >= 2, DeclarationFormat(fileName: parts[parts.count - 1]) != nil else { return false }
        return parts[0] == "teams" || EntryKind(folder: parts[0]) != nil
    }

    /// The findings, placed in the file as it was; nil where nothing could be read from it.
    package func findings(in bytes: [UInt8], path: String) -> [Diagnostic]? {
        let place = Self.place(of: path)
        let files = MemoryFiles(bytes: [place: bytes])
        let found =
            path == ProjectFile.fileName
            ? ProjectFile.load(from: files).diagnostics
            : DeclarationLoader.load(files: files, settings: settings).diagnostics
        let secrets = found.filter { Check(rawValue: $0.code)?.findsSecrets == true }
        let isReadable = (try? DeclarationFileReader.readAsAirflow(bytes, file: place)) != nil
        guard isReadable || !secrets.isEmpty else { return nil }
        return secrets.map { finding in
            var finding = finding
            finding.location?.file = path
            return finding
        }
    }

    /// Where a file is read: `environments/prod/connections/a.yaml` like `connections/a.yaml`, and an export of Airflow's
    /// database beside the project file (`connections.json`) as if it lay in the folder of its name.
    private static func place(of path: String) -> String {
        let parts = path.pathParts()
        if parts.count >= 3, parts[0] == "environments" { return parts[2...].joined(separator: "/") }
        guard parts.count == 1, let kind = EntryKind(folder: path.prefix { $0 != "." }), kind != .config else {
            return path
        }
        return kind.folder + "/" + path
    }
}
