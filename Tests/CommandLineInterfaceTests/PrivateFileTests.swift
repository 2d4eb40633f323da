import Foundation
import Planning
import SyncEngine
import Testing

@testable import CommandLineInterface

@Suite struct PrivateFileTests {
    /// Runs `body` with the path of a new folder, which is gone afterwards.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("private-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func aFileIsReplacedAndOnlyItsOwnerReadsIt() throws {
        try inFolder { folder in
            let path = folder + "/report"
            try Data("a longer text".utf8).write(to: URL(fileURLWithPath: path))
            try PrivateFile.write("new", to: path)
            #expect(try text(path) == "new")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["report"])
        }
    }

    @Test func aSymbolicLinkStaysOne() throws {
        try inFolder { folder in
            try Data("a longer text".utf8).write(to: URL(fileURLWithPath: folder + "/target"))
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "target")
            try PrivateFile.write("new", to: folder + "/link")
            #expect(try text(folder + "/target") == "new")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "target")
        }
    }

    @Test func foldersAreMadeForTheirOwnerAlone() throws {
        try inFolder { folder in
            try PrivateFile.makeFolder(of: folder + "/a/b/file")
            for made in ["/a", "/a/b"] {
                let mode = try FileManager.default.attributesOfItem(atPath: folder + made)[.posixPermissions] as? Int
                #expect(mode == 0o700)
            }
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            let failure = #expect(throws: EngineFailure.self) {
                try PrivateFile.makeFolder(of: folder + "/file/b/file")
            }
            #expect(failure?.exit == .failed && failure?.code == PrivateFile.notWritableCode)
            #expect(failure?.causes == [String(cString: strerror(ENOTDIR))])
        }
    }

    @Test func aPipeStaysOne() throws {
        try inFolder { folder in
            let path = folder + "/pipe"
            #expect(mkfifo(path, 0o600) == 0)
            let reader = open(path, O_RDONLY | O_NONBLOCK)
            defer { close(reader) }
            try PrivateFile.write("new", to: path)
            var bytes = [UInt8](repeating: 0, count: 8)
            #expect(read(reader, &bytes, bytes.count) == 3)
            #expect(bytes.prefix(3).elementsEqual("new".utf8))
        }
    }
}
