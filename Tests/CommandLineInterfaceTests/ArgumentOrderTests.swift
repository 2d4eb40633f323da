import Testing

@testable import CommandLineInterface

@Suite struct ArgumentOrderTests {
    private func ordered(_ line: String) -> String {
        ArgumentOrder.commandFirst(line.split(separator: " ").map(String.init), groups: ["gateway", "ledger"])
            .joined(separator: " ")
    }

    @Test(arguments: [
        ("-C dir plan --prune", "plan -C dir --prune"),
        ("--format=json -q plan", "plan --format=json -q"),
        ("-e prod gateway run --port 1", "gateway run -e prod --port 1"),
        ("plan -C dir", "plan -C dir"),
        ("--version", "--version"),
        ("-C dir", "-C dir"),
        ("-x plan", "-x plan"),
    ])
    func leadingGlobalOptionsMoveBehindTheCommand(line: String, expected: String) {
        #expect(ordered(line) == expected)
    }
}
