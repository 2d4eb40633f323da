import Foundation
import TestSupport
import Testing

@testable import GitStore

@Suite struct IdentityTests {
    static let none = Dictionary(
        uniqueKeysWithValues: ["GIT_AUTHOR", "GIT_COMMITTER"].flatMap { role in
            ["NAME", "EMAIL", "DATE"].map { (role + "_" + $0, "") }
        })

    @Test func theEnvironmentComesFirst() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.git(["config", "user.name", "Configured"])
        let repository = try temporary.open(adding: [
            "GIT_AUTHOR_NAME": "Asked", "GIT_COMMITTER_DATE": "1700000000 -0330",
        ])
        let identity = try await repository.commitIdentity(at: GitRepository.time)
        #expect(identity.author.name == "Asked")
        #expect(identity.committer.name == "Ada Example")
        #expect(identity.committer.time == GitTime(secondsSinceEpoch: 1_700_000_000, offsetMinutes: -210))
    }

    @Test func configurationIsReadWhereGitReadsIt() async throws {
        let temporary = try await TemporaryRepository()
        var environment = temporary.environment
        for name in Self.none.keys { environment[name] = nil }
        func identity(_ adding: [String: String] = [:]) async throws -> CommitIdentity {
            let all = environment.merging(adding) { $1 }
            return try await GitRepository(containing: temporary.path, environment: all).commitIdentity(
                at: GitRepository.time)
        }
        await #expect(throws: GitError(.missingIdentity, operation: "", message: "")) { try await identity() }
        try await temporary.git(["config", "--global", "user.name", "Global"])
        await #expect(throws: GitError(.missingIdentity, operation: "", message: "")) { try await identity() }
        #expect(try await identity(["EMAIL": "mail@example.com"]).author.email == "mail@example.com")
        try await temporary.git(["config", "--global", "user.email", "global@example.com"])
        #expect(try await identity().author.name == "Global")
        #expect(try await identity().author.time == GitRepository.time)
        try await temporary.git(["config", "committer.name", "Robot"])
        #expect(try await identity().committer.name == "Robot")
        #expect(try await identity().author.name == "Global")
        let setting = ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Once"]
        #expect(try await identity(setting).author.name == "Once")
        await #expect(throws: GitError(.missingIdentity, operation: "", message: "")) {
            try await identity(["GIT_CONFIG_GLOBAL": "/dev/null"])
        }
    }

    @Test(arguments: [
        ("Plain", "Plain"), ("  Dr. <X>\n Y.", "Dr. X Y"), ("\"quoted\"", "quoted"), ("Zoë Ünï", "Zoë Ünï"), ("<>", ""),
    ])
    func namesAreCleanedAsGitCleansThem(_ given: String, _ expected: String) {
        #expect(GitSignature(name: given, email: "", time: GitRepository.time).name == expected)
    }

    @Test func whatIsWrittenIsWhatIsRead() async throws {
        let temporary = try await TemporaryRepository()
        let hostile = "Eve> 0 +0000\ncommitter Mallory <m@example.com"
        let repository = try temporary.open(adding: ["GIT_AUTHOR_NAME": hostile, "GIT_AUTHOR_DATE": "1700000000 -0330"])
        let id = try await repository.append(["a": .text("1")], to: "line", message: "Subject\n\nBody\n")
        let commit = try await repository.commit(id)
        #expect(try await repository.commitIdentity(at: GitRepository.time).author == commit.author)
        #expect(commit.message == "Subject\n\nBody\n")
        #expect(commit.author.time.offsetMinutes == -210)
        #expect(try await temporary.git("reflog --format=%gn|%gs line") == "Ada Example|append")
        #expect(
            try await temporary.git(["log", "-1", "--format=%an|%cn|%ai", "line"]).hasPrefix(
                commit.author.name + "|Ada"))
        #expect(try await temporary.strictCheck() == "")
    }

    @Test(arguments: [
        ("1767225600 +0000", 1_767_225_600, 0), ("@1767225600 +0130", 1_767_225_600, 90),
        ("2026-01-01T00:00:00Z", 1_767_225_600, 0), ("2026-01-01T01:00:00+01:00", 1_767_225_600, 60),
        ("2024-02-29T12:30:15-0500", 1_709_227_815, -300), ("1969-12-31T23:59:59Z", -1, 0),
    ])
    func datesAreRead(_ text: String, _ seconds: Int64, _ offset: Int) throws {
        let time = try #require(GitTime(gitDate: text))
        #expect(time == GitTime(secondsSinceEpoch: seconds, offsetMinutes: offset))
        #expect(GitTime(iso8601: time.iso8601) == time)
    }

    @Test(arguments: [
        "yesterday", "", "1767225600", "2026-13-01T00:00:00Z", "2026-01-01", "+0000 +0000 1", "2026-01-01T00:00:00",
    ])
    func otherDatesAreNot(_ text: String) {
        #expect(GitTime(gitDate: text) == nil)
    }

    /// A commit made by hand can have any.
    @Test(arguments: [Int64.min, -1, Int64.max]) func everyTimeHasADate(seconds: Int64) {
        for offset in [-1_439, 0, 60, 1_439] {
            let date = GitTime(secondsSinceEpoch: seconds, offsetMinutes: offset).iso8601
            #expect(date.contains("T") && date.firstRange(of: /:[0-5]\d(Z|[+-]\d\d:\d\d)$/) != nil)
        }
        #expect(GitTime(secondsSinceEpoch: -1).iso8601 == "1969-12-31T23:59:59Z")
    }
}
