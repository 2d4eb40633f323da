import AirflowModel
import SyncModel
import Testing

@testable import Declarations

/// What keeps files and settings from being read: each rule with a project that shows it.
@Suite struct ReadingRuleTests {
    struct Sample: Sendable {
        var files: any RepoFiles
        var environment: String?
        var variables: [String: String] = [:]

        /// Of everything that is looked at before Akeyless is asked.
        var diagnostics: [Diagnostic] {
            let (project, _) = ProjectFile.load(from: files)
            let (settings, found) = settings(files, environment: environment, variables: variables)
            return found + DeclarationLoader.load(files: files, settings: settings).diagnostics
                + (project?.validateEnvironments() ?? [])
        }
    }

    static let samples: [ReadingRule: Sample] = {
        var samples: [ReadingRule: Sample] = [
            .fileSize: Sample(files: project(["variables/a.yaml": String(repeating: "#", count: (16 << 20) + 1)])),
            .specialFile: Sample(files: MemoryFiles([:], special: ["variables/a.yaml": .other])),
            .unreadableFile: Sample(files: MemoryFiles([:], special: ["variables/a.yaml": .link])),
            .unreadableFolder: Sample(files: LockedFolder()),
            .invalidUTF8: Sample(files: MemoryFiles(bytes: ["variables/a.yaml": [0x61, 0x3A, 0x20, 0xFF]])),
            .projectFileMissing: Sample(files: MemoryFiles([:])),
            .projectFile: Sample(files: MemoryFiles([:], special: ["lockstep.yaml": .other])),
            .unknownEnvironment: Sample(files: project([:]), environment: "nowhere"),
            .unknownVariable: Sample(files: project([:]), variables: ["LOCKSTEP_PARALELISM": "1"]),
        ]
        for (rule, path, text) in declarations { samples[rule] = Sample(files: project([path: text])) }
        for (rule, text) in projectFiles {
            samples[rule] = Sample(files: MemoryFiles(["lockstep.yaml": "version: 1\n\(text)\n"]))
        }
        return samples
    }()

    private static let declarations: [(ReadingRule, path: String, text: String)] = [
        (.ignoredFile, "variables/a.toml", "a = 1"),
        (.teamName, "teams/a b/variables/a.yaml", "a: b"),
        (.encryptedFile, "variables/a.sops.yaml", "a: ENC[x]\nsops: {mac: x}"),
        (.notEncrypted, "variables/a.sops.yaml", "a: b"),
        (.overlayRemovesNothing, "environments/default/variables/a.yaml", "a: null"),
        (.controlCharacter, "variables/a.yaml", "a: \u{1}"),
        (.emptyFile, "variables/a.yaml", ""),
        (.notAMapping, "variables/a.yaml", "- a"),
        (.nesting, "variables/a.yaml", "a: " + String(repeating: "[", count: 101) + String(repeating: "]", count: 101)),
        (.integerTooLong, "variables/a.json", "{\"a\": " + String(repeating: "1", count: 5_000) + "}"),
        (.envLine, "variables/a.env", "a"),
        (.jsonSyntax, "variables/a.json", "{"),
        (.yamlSyntax, "variables/a.yaml", "a: 'b"),
        (.yamlTab, "variables/a.yaml", "a:\n\tb: c"),
        (.yamlDocuments, "variables/a.yaml", "a: b\n---\nc: d"),
        (.yamlAnchor, "variables/a.yaml", "a: &x b\nc: &x d"),
        (.yamlKey, "variables/a.yaml", "? [a]\n: b"),
        (.yamlMerge, "variables/a.yaml", "a: {<<: b}"),
        (.yamlTag, "variables/a.yaml", "a: !b c"),
        (.yamlValue, "variables/a.yaml", "a: 2026-02-31"),
        (.aliasExpansion, "variables/a.yaml", aliases),
    ]

    private static let projectFiles: [(ReadingRule, text: String)] = [
        (.projectVersion, "version: 2"),
        (.unknownSetting, "colour: blue"),
        (.settingName, "1: a"),
        (.settingPlace, "environments: {prod: {project: {id: a}}}"),
        (.settingType, "gateway: a"),
        (.unknownCheck, "checks: {spelling: error}"),
        (.driftPattern, "drift: {everything: report}"),
        (.airflowConfig, "backend: {airflow_cfg: nowhere.cfg}"),
        (.environmentsOverlap, "environments: {a: {}, b: {}}"),
        (.gateway, "gateway: {url: 'ftp://a'}"),
        (.accessType, "gateway: {auth: {access_type: saml}}"),
        (.backendPath, "backend: {connections_path: a}"),
        (.ledgerBranch, "ledger: {branch: a..b}"),
        (.ledgerRemote, "ledger: {remote: 'ext::sh'}"),
        (.ledgerKey, "ledger: {key_path: a}"),
        (.ledgerTrash, "ledger: {trash_path: a}"),
    ]

    /// Ten values of ten values and so on: a million from six lines.
    private static let aliases = (1...6).reduce("a0: &a0 x\n") { text, level in
        text + "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }

    /// What only a history can show is left out, and the ending of a file that no loader reads.
    @Test(
        arguments: ReadingRule.allCases.filter {
            ![.fileType, .historyUnreadable, .historyShallow, .historyPartial].contains($0)
        })
    func aProjectShowsTheRule(_ rule: ReadingRule) throws {
        let found = try #require(Self.samples[rule], "\(rule.rawValue) has no sample").diagnostics
        #expect(found.contains { $0.code == rule.rawValue && $0.severity == rule.severity }, "\(found.places)")
    }

    @Test func aFileOfAnotherTypeIsRefused() {
        #expect(DeclarationFileReader.read([], file: "a.txt").diagnostics.map(\.code) == ["file-type"])
    }

    @Test func everyCodeIsListedWithAReason() throws {
        let listed = Set(ValidationRule.all.map(\.id))
        var found = Set(Self.samples.values.flatMap(\.diagnostics).map(\.code))
        for vector in AirflowFileVectorTests.cases {
            guard let file = vector["file"]?.text else { throw BadFixture(what: "case") }
            let (_, diagnostics) = DeclarationFileReader.read(try vectorBytes("file_formats/\(file)"), file: file)
            found.formUnion(diagnostics.map(\.code))
        }
        #expect(found.subtracting(listed).isEmpty)
    }
}

/// A project of which one folder cannot be listed.
private struct LockedFolder: RepoFiles {
    func list(_ folder: String) throws(RepoFileError) -> [RepoFileEntry] {
        if folder == "variables" { throw RepoFileError(.denied, path: folder) }
        return []
    }

    func read(_ path: String, limit: Int, links: LinkPolicy) throws(RepoFileError) -> [UInt8] {
        throw RepoFileError(.missing, path: path)
    }
}
