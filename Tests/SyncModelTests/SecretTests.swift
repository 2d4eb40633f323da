import SyncModel
import Testing

@Suite struct SecretTests {
    private struct Holder {
        var name = "n"
        var secret = Secret("canary-7")
        var list = [Secret("canary-7")]
        var table: [String: Secret] = ["k": Secret("canary-7")]
        var optional: Secret? = Secret("canary-7")
    }

    @Test func printingInterpolatingReflectingAndDumpingShowNothing() {
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        var printed = ""
        print(holder, holder.secret, to: &printed)
        for text in [
            "\(holder)", "\(holder.secret)", String(reflecting: holder), String(reflecting: holder.secret), dumped,
            printed, String(describing: holder.optional), "\(holder.table)",
        ] {
            #expect(!text.contains("canary"))
        }
        #expect("\(holder.secret)" == "<redacted>")
    }

    @Test func theTextComesBackOnlyWhenAsked() {
        #expect(Secret("x").reveal() == "x")
        #expect(Secret("").isEmpty)
        #expect(Secret("é").byteCount == 2)
    }

    @Test func reflectionFindsNoChildren() {
        #expect(Mirror(reflecting: Secret("x")).children.isEmpty)
    }
}
