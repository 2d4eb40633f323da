import SyncModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct LedgerMessageTests {
    private func message(_ changes: [LedgerChange], outcome: LedgerOutcome = .complete) -> LedgerMessage {
        LedgerMessage(changes: changes, environment: "prod", outcome: outcome, context: LedgerFixture.context)
    }

    @Test func aMessageReadsLikeOneOfAPerson() {
        var message = message([
            LedgerChange(.create, ItemPath("/airflow/connections/orders")),
            LedgerChange(.update, ItemPath("/airflow/connections/warehouse"), fields: ["host", "password"]),
            LedgerChange(.update, ItemPath("/airflow/variables/a: b, c"), fields: ["extra.a, b"]),
        ])
        message.seal = Fingerprint(hex: "5ea1")
        #expect(
            message.text == """
                Apply 3 changes to prod: 1 created, 2 updated

                create /airflow/connections/orders
                update /airflow/connections/warehouse: host, password
                update /airflow/variables/a%3A%20b%2C%20c: extra.a%2C%20b

                Lockstep-Environment: prod
                Lockstep-Gateway: https://gw.example.com:8000/api/v2
                Lockstep-Access-Id: p-abc123
                Lockstep-Source: 0123abcd
                Lockstep-Plan: plan-1
                Lockstep-Outcome: complete
                Lockstep-Version: 1.0.0
                Lockstep-Seal: 5ea1

                """)
        #expect(LedgerMessage(parsing: message.text) == message)
    }

    @Test(arguments: [
        ([LedgerChange(.update, ItemPath("/a"))], LedgerOutcome.complete, "Apply 1 change to prod: 1 updated"),
        ([], .complete, "Apply 0 changes to prod"),
        (
            [
                LedgerChange(.create, ItemPath("/a")), LedgerChange(.delete, ItemPath("/b"), result: .failed),
                LedgerChange(.delete, ItemPath("/c"), result: .notTried),
            ], .partial, "Apply 1 of 3 changes to prod: 1 created, 1 failed, 1 not tried"
        ),
        ([LedgerChange(.update, ItemPath("/a"))], .rollback, "Roll back 1 change of prod: 1 updated"),
        ([LedgerChange(.forget, ItemPath("/a"))], .recovered, "Recover 1 change of prod: 1 forgotten"),
        ([], .rekey, "Give the ledger of prod a new key"),
    ])
    func theSubjectCounts(_ changes: [LedgerChange], _ outcome: LedgerOutcome, _ subject: String) {
        #expect(message(changes, outcome: outcome).subject == subject)
    }

    @Test func whateverIsSaidComesBack() {
        var random = SplitMix(state: 2)
        for _ in 0..<300 {
            let changes = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                LedgerChange(
                    LedgerAction.allCases.randomElement(using: &random) ?? .hold,
                    HostileNames.randomPath(using: &random),
                    fields: (0..<Int.random(in: 0...3, using: &random)).map { _ in HostileNames.random(using: &random)
                    },
                    result: LedgerChangeResult.allCases.randomElement(using: &random) ?? .done)
            }
            func text() -> String? { Bool.random(using: &random) ? HostileNames.random(using: &random) : nil }
            var message = LedgerMessage(
                changes: changes, environment: HostileNames.random(using: &random),
                outcome: LedgerOutcome.allCases.randomElement(using: &random) ?? .complete,
                context: LedgerContext(
                    gateway: text(), accessID: text(), source: text(), plan: text(),
                    version: HostileNames.random(using: &random)))
            message.seal = Bool.random(using: &random) ? Fingerprint(hex: "00ff") : nil
            let found = LedgerMessage(parsing: message.text)
            #expect(found == message)
            #expect(found?.changes.map(\.path) == changes.map(\.path))
            #expect(message.text.utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A })
        }
    }

    @Test func everyOtherTextIsRefused() {
        var message = message([LedgerChange(.update, ItemPath("/a"), fields: ["host"])])
        message.seal = Fingerprint(hex: "00")
        let text = message.text
        for (from, to) in [
            ("prod:", "prod:\n"), ("\n\nupdate", "\nupdate"), ("update /a", "update  /a"), ("update /a", "renew /a"),
            ("Lockstep-Plan: plan-1\n", "Lockstep-Plan: plan-1\nLockstep-Plan: plan-2\n"), ("plan-1", "plan-1\n"),
            ("Lockstep-Outcome: complete\n", ""), ("complete", "done"), ("Lockstep-Version", "Lockstep-Other"),
            ("/a: host", "/a: host, "), ("/a: host", "/%6"), ("/a: host", "/a%61"),
            ("Lockstep-Seal: 00\n", "Lockstep-Seal: 00"),
            ("https://gw", "https://u:p@gw"), ("Apply", "\u{1B}[2JApply"),
        ] {
            let changed = text.replacing(from, with: to)
            #expect(changed != text)
            #expect(LedgerMessage(parsing: changed) == nil, "\(to)")
        }
        #expect(LedgerMessage(parsing: "") == nil)
        #expect(LedgerMessage(parsing: "Fix a typo\n") == nil)
    }

    @Test func gitSeesTheTrailersAndNoForgedOnes() async throws {
        let fixture = try await LedgerFixture()
        let hostile = "/a/x\n\nLockstep-Plan: forged\nLockstep-Outcome: complete"
        try await fixture.apply([LedgerFixture.record(hostile)], fields: ["host\nLockstep-Plan: forged"])
        let format =
            "--format=%(trailers:key=Lockstep-Plan,valueonly)|%(trailers:key=Lockstep-Environment,valueonly)|%s"
        let told = try await fixture.temporary.git(["log", "-1", format, "lockstep/prod"])
        #expect(told.replacing("\n", with: "") == "plan-1|prod|Apply 1 change to prod: 1 created")
        let trailers = try await fixture.temporary.git([
            "log", "-1", "--format=%(trailers:unfold,only)", "lockstep/prod",
        ])
        #expect(trailers.split(separator: "\n").count == 8)
    }

    @Test(arguments: [
        ("https://a:b@h/x", "https://h/x"), ("https://h?t=1", "https://h"), ("https://h/#f", "https://h/"),
        ("http://a@b@h:1", "http://h:1"), ("user:pass@host", "host"), ("https://h/a@b", "https://h/a@b"), ("", ""),
    ])
    func addressesLoseWhatMayBeSecret(_ address: String, _ expected: String) {
        #expect(LedgerContext(gateway: address, version: "1").gateway == expected)
    }
}
