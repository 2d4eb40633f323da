import FoundationEssentials
import Planning

/// Writes the first files of a project; of those that exist only `.gitignore` gets the lines that it lacks.
package struct ProjectInitializer: Sendable {
    let directory: String
    let variables: [String: String]

    package init(directory: String, variables: [String: String]) {
        self.directory = directory
        self.variables = variables
    }

    /// What was done.
    package struct Result: Sendable {
        package var directory: String
        package var written: [String] = []
        package var extended: [String] = []
        package var kept: [String] = []
        package var madeRepository = false
    }

    /// - Throws: ``EngineFailure`` `project-exists` if there is a project file already, `project-name`, `not-writable`.
    package func run(name: String?) async throws -> Result {
        let files = FileManager.default
        if files.fileExists(atPath: directory + "/lockstep.yaml") {
            throw EngineFailure(
                .invalidInput, code: "project-exists", "\(directory) holds a lockstep.yaml already",
                hints: ["change that file, or choose another folder"])
        }
        let drafts = ProjectTemplate.files(name: try projectName(name), id: Self.randomID())
        var result = Result(directory: directory)
        do {
            try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
            result.madeRepository = try await makeRepositoryIfNeeded()
            for file in drafts {
                let path = directory + "/" + file.path
                if files.fileExists(atPath: path) {
                    if try file.path == ProjectTemplate.ignoreFile && extend(path, by: file.text) {
                        result.extended.append(file.path)
                    } else {
                        result.kept.append(file.path)
                    }
                    continue
                }
                let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
                try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
                result.written.append(file.path)
            }
        } catch let failure as EngineFailure {
            throw failure
        } catch {
            throw EngineFailure(
                .failed, code: "not-writable", "cannot write into \(directory)", causes: ["\(error)"],
                hints: ["check the folder's permissions and free space"])
        }
        return result
    }

    /// Adds the lines that a file lacks at its end; false if it has them all.
    private func extend(_ path: String, by text: String) throws -> Bool {
        var data = try Data(contentsOf: URL(filePath: path))
        let present = String(decoding: data, as: UTF8.self)
        let lines = Set(present.split(whereSeparator: \.isNewline).map { $0.filter { $0 != " " } })
        let missing = text.split(separator: "\n").filter { !$0.hasPrefix("#") && !lines.contains(String($0)) }
        guard !missing.isEmpty else { return false }
        let start = present.isEmpty || present.hasSuffix("\n") ? "" : "\n"
        data.append(contentsOf: (start + missing.joined(separator: "\n") + "\n").utf8)
        try data.write(to: URL(filePath: path))
        return true
    }

    private func makeRepositoryIfNeeded() async throws -> Bool {
        let git = UserGit(directory: directory, variables: variables)
        if try await git("rev-parse", "--git-dir").succeeded { return false }
        let answer = try await git("init", "--quiet")
        guard answer.succeeded else {
            throw EngineFailure(.failed, code: "git-init", "git init failed in \(directory)", causes: [answer.talk])
        }
        return true
    }

    private func projectName(_ given: String?) throws -> String {
        let name = given ?? String(directory.split(separator: "/").last ?? "project")
        guard !name.isEmpty,
            name.unicodeScalars.allSatisfy({
                $0.properties.isAlphabetic || "0123456789_-. ".unicodeScalars.contains($0)
            })
        else {
            throw EngineFailure(
                .invalidInput, code: "project-name",
                "the project's name may hold letters, digits, blanks and _ - . only",
                hints: ["name it with --name"])
        }
        return name
    }

    private static func randomID() -> String {
        let text = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
    }
}
