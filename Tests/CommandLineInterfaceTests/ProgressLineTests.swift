import SyncEngine
import Synchronization
import Testing

@testable import CommandLineInterface

@Suite struct ProgressLineTests {
    /// A clock that stands until it is moved, and what was written.
    private final class Scene: Sendable {
        let instant = Mutex(ContinuousClock.now)
        let written = Mutex<[String]>([])

        func advance(_ duration: Duration) { instant.withLock { $0 = $0.advanced(by: duration) } }
        func line(terminal: Bool, quiet: Bool = false) -> ProgressLine {
            ProgressLine(
                isTerminal: terminal, isQuiet: quiet, write: { text in self.written.withLock { $0.append(text) } },
                now: { self.instant.withLock { $0 } })
        }
        var texts: [String] { written.withLock { $0 } }
    }

    private func event(_ done: Int) -> ProgressEvent { ProgressEvent(phase: "writing items", done: done, total: 10) }

    @Test func shortWorkShowsNothing() {
        let scene = Scene()
        let line = scene.line(terminal: true)
        line.show(event(1))
        scene.advance(.milliseconds(900))
        line.show(event(2))
        #expect(scene.texts.isEmpty)
    }

    @Test func aTerminalIsRewrittenInPlace() {
        let scene = Scene()
        let line = scene.line(terminal: true)
        line.show(event(1))
        scene.advance(.seconds(2))
        line.show(event(4))
        #expect(scene.texts == ["\r\u{1B}[2Kwriting items: 4 of 10, 2/s, 3 s left"])
        line.clear()
        #expect(scene.texts.last == "\r\u{1B}[2K")
    }

    @Test func elsewhereALineComesEveryTenSeconds() {
        let scene = Scene()
        let line = scene.line(terminal: false)
        for _ in 0..<25 {
            line.show(event(5))
            scene.advance(.seconds(1))
        }
        #expect(scene.texts.count == 2)
        #expect(scene.texts.allSatisfy { $0.hasSuffix("\n") && !$0.contains("\u{1B}") })
    }

    @Test func throttlingIsSaidWhileItIsNews() {
        let scene = Scene()
        let line = scene.line(terminal: true)
        line.show(event(1))
        line.noteThrottling()
        scene.advance(.seconds(2))
        line.show(event(4))
        #expect(scene.texts.last?.hasSuffix("writing items: 4 of 10, 2/s, 3 s left, throttled") == true)
        scene.advance(.seconds(9))
        line.show(event(8))
        #expect(scene.texts.last?.hasSuffix(", 3 s left") == true)
    }

    @Test func quietSaysNothing() {
        let scene = Scene()
        let line = scene.line(terminal: true, quiet: true)
        line.show(event(1))
        scene.advance(.seconds(60))
        line.show(event(2))
        #expect(scene.texts.isEmpty)
    }
}
