#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What proving an identity may look at on this machine, besides the network.
///
/// The credential chains of the clouds read variables, files and the output of programs; here all of them are handed in.
package struct CloudEffects: Sendable {
    package var environment: [String: String]

    /// Reads a whole file by its absolute path.
    package var readFile: @Sendable (String) throws -> [UInt8]

    /// Runs a program with its arguments, without a shell, and gives what it printed; nil where that is not possible.
    package var runProgram: (@Sendable ([String]) async throws -> [UInt8])?

    package init(
        environment: [String: String] = [:], readFile: @escaping @Sendable (String) throws -> [UInt8],
        runProgram: (@Sendable ([String]) async throws -> [UInt8])? = nil
    ) {
        self.environment = environment
        self.readFile = readFile
        self.runProgram = runProgram
    }

    /// A machine without variables and files.
    package static let none = CloudEffects(readFile: { _ in throw FileUnavailable() })

    /// The files of this machine, with the variables that are given.
    package static func system(
        environment: [String: String], runProgram: (@Sendable ([String]) async throws -> [UInt8])? = nil
    ) -> CloudEffects {
        CloudEffects(
            environment: environment, readFile: { path in Array(try Data(contentsOf: URL(filePath: path))) },
            runProgram: runProgram)
    }

    private struct FileUnavailable: Error {}
}
