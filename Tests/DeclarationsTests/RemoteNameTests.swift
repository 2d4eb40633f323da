import Testing

@testable import Declarations

@Suite struct RemoteNameTests {
    @Test(arguments: [
        "origin", "up-stream", "../ledger.git", "/srv/git/ledger.git", "git@git.example.com:audit/ledger.git",
        "ssh://git@git.example.com/ledger", "https://git.example.com/ledger.git", "https://ada@git.example.com/ledger",
        "https://git.example.com/a:b@c",
    ])
    func namesAndAddressesAreRemotes(name: String) {
        #expect(SettingsValidation.isRemote(name))
    }

    /// What git would take for an option, a helper program or a password must not come from a file.
    @Test(arguments: [
        "", "-x", "--upload-pack=touch", "ext::sh -c x", "fd::0", "a b", "a\nb", "a\u{7F}",
        "https://ada:pw@git.example.com/x",
        "https://:pw@git.example.com",
    ])
    func nothingElseIs(name: String) {
        #expect(!SettingsValidation.isRemote(name))
    }
}
