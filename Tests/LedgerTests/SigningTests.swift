import Foundation
import SyncModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct SigningTests {
    private typealias Fixture = LedgerFixture

    private func open(_ temporary: TemporaryRepository, run: CommitSigner.Run? = nil) async throws -> Ledger {
        let repository = try LedgerRepository(containing: temporary.path, variables: temporary.environment)
        let run = run ?? { command, input, _ in try await temporary.run(command, input: input) }
        return try await Ledger.open(
            repository, branch: "lockstep/prod", environment: "prod", projectID: "6b1f0c3e",
            signer: try await repository.signer(run: run))
    }

    private func append(_ ledger: Ledger) async throws -> String {
        let path = ItemPath("/a/b")
        let update = LedgerUpdate(
            expected: nil, records: [path: Fixture.record("/a/b")], changes: [LedgerChange(.create, path)],
            outcome: .complete, context: Fixture.context)
        return try await ledger.append(update, key: Fixture.key, at: Fixture.time)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen"), "needs ssh-keygen"))
    func aCommitSignedWithSSHIsAcceptedByGit() async throws {
        let temporary = try await TemporaryRepository()
        let key = temporary.folder + "/home/key"
        _ = try await temporary.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key])
        let publicKey = try String(contentsOfFile: key + ".pub", encoding: .utf8)
        try temporary.write("../home/signers", "ada@example.com " + publicKey)
        for (name, value) in [
            ("gpg.format", "ssh"), ("user.signingKey", "~/key"), ("commit.gpgSign", "true"),
            ("gpg.ssh.allowedSignersFile", temporary.folder + "/home/signers"),
        ] {
            try await temporary.git(["config", name, value])
        }
        let ledger = try await open(temporary)
        let revision = try await append(ledger)
        #expect(try await temporary.run(["git", "-C", temporary.path, "verify-commit", revision]).status == 0)
        #expect(try await temporary.git("log -1 --format=%G? \(revision)") == "G")
        #expect(try await temporary.strictCheck() == "")
        #expect(try await ledger.history().entries.first?.isSigned == true)
        #expect(try await ledger.verify(keys: [Fixture.key]).problem == nil)
    }

    @Test func withoutTheSettingNothingIsSigned() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.git("config user.signingKey ABCD")
        let ledger = try await open(temporary)
        #expect(ledger.signer == nil)
        _ = try await append(ledger)
        #expect(try await ledger.history().entries.first?.isSigned == false)
    }

    @Test func theProgramIsCalledAsGitCallsIt() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.git("config commit.gpgSign yes")
        try await temporary.git("config gpg.program /opt/gpg")
        let armour = "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"
        let ledger = try await open(temporary) { command, input, _ in
            #expect(command == ["/opt/gpg", "--status-fd=2", "-bsau", "Ada Example <ada@example.com>"])
            #expect(input.hasPrefix("tree "))
            return (0, armour, "")
        }
        let revision = try await append(ledger)
        #expect(
            try await temporary.git("cat-file commit \(revision)").contains(
                "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n"))
        #expect(try await temporary.strictCheck() == "")
    }

    @Test func aSignatureThatCannotBeMadeStopsTheAnnouncement() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.git("config commit.gpgSign true")
        let ledger = try await open(temporary) { _, _, _ in (2, "", "gpg: no secret key\ngpg: signing failed\n") }
        let fixture = try await Fixture(temporary)
        let error = await ledgerError { _ = try await ledger.announce(fixture.intent(), at: Fixture.time) }
        #expect(error?.code == .signing)
        #expect(error?.message.contains("signing failed") == true)
        #expect(try await ledger.announcedIntent() == nil)
        #expect(await ledgerError { _ = try await append(ledger) }?.code == .signing)
        #expect(try await ledger.revision() == nil)
    }

    @Test func aProgramThatDoesNotEndStopsTheAnnouncementAndIsNamed() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.git("config commit.gpgSign true")
        let ledger = try await open(temporary) { _, _, _ in throw CommitSigner.TimedOut() }
        let fixture = try await Fixture(temporary)
        let error = await ledgerError { _ = try await ledger.announce(fixture.intent(), at: Fixture.time) }
        #expect(error?.code == .signing)
        #expect(error?.message == "gpg did not end within 60 seconds and was stopped")
        #expect(error?.hints.first?.contains("passphrase") == true)
        #expect(try await ledger.announcedIntent() == nil)
        #expect(await ledgerError { _ = try await append(ledger) }?.code == .signing)
        #expect(try await ledger.revision() == nil)
    }

    @Test func withoutANamedKeyTheDefaultKeyCommandIsAsked() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.git("config commit.gpgSign true")
        try await temporary.git("config gpg.format ssh")
        try await temporary.git(["config", "gpg.ssh.defaultKeyCommand", #"/opt/keys --of 'Ada Example' "a b""#])
        let ledger = try await open(temporary) { command, _, key in
            if command[0] == "/opt/keys" {
                #expect(command == ["/opt/keys", "--of", "Ada Example", "a b"])
                return (0, "ssh-ed25519 AAAA ada\nssh-rsa BBBB\n", "")
            }
            #expect(command.suffix(2) == ["-U", "-f"] && key == "ssh-ed25519 AAAA ada")
            return (0, "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n", "")
        }
        _ = try await append(ledger)
        #expect(try await ledger.history().entries.first?.isSigned == true)
    }

    @Test(arguments: ["", "no key\n"]) func aDefaultKeyCommandWithoutAKeySignsNothing(_ output: String) async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.git("config commit.gpgSign true")
        try await temporary.git("config gpg.format ssh")
        try await temporary.git("config gpg.ssh.defaultKeyCommand /opt/keys")
        let ledger = try await open(temporary) { _, _, _ in (0, output, "") }
        let error = await ledgerError { _ = try await append(ledger) }
        #expect(error?.message.contains("/opt/keys printed no public key") == true)
    }
}
