import Foundation
import Testing

@testable import Declarations

@Suite struct WatchedFilesTests {
    private let folder: URL
    private let files: WatchedFiles

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "watched-\(UInt64.random(in: .min ... .max))")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("variables"), withIntermediateDirectories: true)
        files = WatchedFiles(DiskFiles(root: folder.path))
        try write("a: 1\nb: 2\n", to: "variables/all.yaml")
        try write("x: 1\n", to: "variables/other.yaml")
    }

    private func write(_ text: String, to path: String) throws {
        // In place, as an editor or a shell does it.
        let file = folder.appendingPathComponent(path)
        if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func read(_ path: String) throws -> String {
        String(decoding: try files.read(path, limit: 1_000, links: .inside), as: UTF8.self)
    }

    private func remove() throws {
        try FileManager.default.removeItem(at: folder)
    }

    @Test func nothingHasChangedAsLongAsNobodyWrites() throws {
        _ = try files.list("variables")
        _ = try files.list("environments")
        #expect(throws: RepoFileError.self) { try read("missing") }
        _ = try read("variables/all.yaml")
        #expect(files.changed() == [])
        try remove()
    }

    /// Whoever wrote half of it has finished since: what was read was never meant.
    @Test func aFileThatWasReadWhileItWasHalfWrittenHasChanged() throws {
        let whole = try read("variables/other.yaml") + "y: 2\n"
        try write("a: 1\n", to: "variables/all.yaml")
        #expect(try read("variables/all.yaml") == "a: 1\n")
        try write("a: 1\nb: 2\n", to: "variables/all.yaml")
        #expect(files.changed() == ["variables/all.yaml"])
        #expect(try read("variables/all.yaml") == "a: 1\nb: 2\n")
        #expect(files.changed() == ["variables/all.yaml"], "the first reading counts")
        try write(whole, to: "variables/other.yaml")
        #expect(files.changed() == ["variables/all.yaml", "variables/other.yaml"])
        try remove()
    }

    @Test func whatComesGoesOrIsAnotherFileHasChanged() throws {
        _ = try files.list("variables")
        _ = try files.list("teams")
        _ = try read("variables/all.yaml")
        let manager = FileManager.default
        try manager.createDirectory(at: folder.appendingPathComponent("teams"), withIntermediateDirectories: false)
        #expect(files.changed() == ["teams"])
        try manager.moveItem(
            at: folder.appendingPathComponent("variables"), to: folder.appendingPathComponent("elsewhere"))
        try manager.createSymbolicLink(
            atPath: folder.path + "/variables", withDestinationPath: folder.path + "/elsewhere")
        #expect(files.changed() == ["teams", "variables"])
        try manager.removeItem(atPath: folder.path + "/variables")
        #expect(files.changed() == ["teams", "variables", "variables/all.yaml"])
        try remove()
    }

    @Test func aLinkThatLeadsElsewhereHasChanged() throws {
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "variables/all.yaml")
        _ = try read("link")
        try write("a: 2\n", to: "variables/all.yaml")
        #expect(files.changed() == ["link"])
        try remove()
    }
}
