import Testing

@testable import CommandLineInterface

@Suite struct UnknownCommandTests {
    private func unknown(_ line: String) -> UnknownCommand? {
        UnknownCommand(in: line.split(separator: " ").map(String.init))
    }

    @Test(arguments: [
        ("plna", "lockstep plan"), ("secret updaet /a", "lockstep secret update"), ("help plna", "lockstep help plan"),
        ("help secret gte", "lockstep help secret get"), ("help exit-code", "lockstep help exit-codes"),
    ])
    func theNearestCommandIsSuggested(line: String, suggestion: String) {
        #expect(unknown(line)?.suggestion == suggestion)
    }

    @Test func nothingIsSuggestedWhereNothingIsNear() throws {
        let xylophone = try #require(unknown("secret xylophone"))
        #expect(xylophone.group == "lockstep secret" && xylophone.name == "xylophone" && xylophone.suggestion == nil)
    }

    @Test(arguments: [
        "", "plan", "get connections x", "secret", "secret get /a", "help", "help secret get", "--version", "log x",
    ])
    func commandsThatThereAreAreNotDoubted(line: String) {
        #expect(unknown(line) == nil)
    }
}
