package import SyncModel

extension ProjectFile {
    /// Reads `lockstep.yaml`, every `airflow.cfg` it names, and the names of the overlay folders.
    ///
    /// All problems are found in one pass; the project file is nil only where nothing could be read from it.
    package static func load(from files: any RepoFiles) -> (project: ProjectFile?, diagnostics: [Diagnostic]) {
        let location = SourceLocation(file: fileName)
        let bytes: [UInt8]
        do {
            bytes = try files.read(fileName, limit: DeclarationFileReader.sizeLimit, links: .inside)
        } catch {
            return (nil, [unreadable(error, files: files, at: location)])
        }
        let (parsed, problems) = DeclarationFileReader.read(bytes, file: fileName)
        guard let parsed else { return (nil, problems) }
        var parser = ProjectFileParser(diagnostics: problems)
        var project = parser.project(from: parsed.root)
        project.overlayFolders = overlayFolders(in: files, diagnostics: &parser.diagnostics)
        project.readAirflowConfigs(from: files, diagnostics: &parser.diagnostics)
        return (project, parser.diagnostics)
    }

    private static func unreadable(
        _ error: RepoFileError, files: any RepoFiles, at location: SourceLocation
    ) -> Diagnostic {
        guard error.code == .missing else {
            return Diagnostic(.projectFile, "\(fileName) is not read: \(error.reason)", at: location)
        }
        let hasOtherSuffix = (try? files.list(""))?.contains { $0.name == "lockstep.yml" } ?? false
        return Diagnostic(
            .projectFileMissing, "there is no \(fileName) here", at: nil,
            hint: hasOtherSuffix
                ? "rename lockstep.yml to \(fileName)"
                : "run `lockstep init` to write one, or name the project's folder with `-C`")
    }

    private static func overlayFolders(in files: any RepoFiles, diagnostics: inout [Diagnostic]) -> [String] {
        let entries = (try? files.list("environments")) ?? []
        var names: [String] = []
        for entry in entries where !entry.name.hasPrefix(".") {
            let path = SourceLocation(file: "environments/\(entry.name)")
            if entry.kind != .folder {
                diagnostics.append(
                    Diagnostic(
                        .ignoredFile, "ignored: only folders named after environments belong here",
                        at: path))
            } else if ProjectFileParser.isEnvironmentName(entry.name) {
                names.append(entry.name)
            } else {
                diagnostics.append(ProjectFileParser.badEnvironmentName(entry.name, at: path))
            }
        }
        return names
    }

    private mutating func readAirflowConfigs(from files: any RepoFiles, diagnostics: inout [Diagnostic]) {
        top.readAirflowConfig(from: files, diagnostics: &diagnostics)
        for name in environments.keys.sorted() {
            environments[name]?.readAirflowConfig(from: files, diagnostics: &diagnostics)
        }
    }
}

extension ProjectFile.Section {
    fileprivate mutating func readAirflowConfig(from files: any RepoFiles, diagnostics: inout [Diagnostic]) {
        guard let setting = settings[.airflowConfig], case .text(let path) = setting.value else { return }
        do {
            let bytes = try files.read(path, limit: DeclarationFileReader.sizeLimit, links: .inside)
            let (config, problems) = AirflowConfigFile.read(bytes, file: path)
            diagnostics += problems
            airflowConfig = config
        } catch {
            diagnostics.append(
                Diagnostic(
                    .airflowConfig, "`\(escapedForTerminal(path))` is not read: \(error.reason)",
                    at: setting.location, hint: "name a file inside the project folder"))
        }
    }
}
