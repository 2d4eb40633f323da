import Declarations
import FoundationEssentials
import Planning

/// The JSON Schemas as files, where editors find them.
package enum SchemaFiles {
    /// Writes every schema into a folder, over those that an earlier release left there.
    ///
    /// - Returns: The names of the files.
    /// - Throws: ``EngineFailure`` `not-writable`.
    package static func write(to folder: String) throws -> [String] {
        let files = FileSchema.files
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for file in files {
                try Data(file.text.utf8).write(to: URL(filePath: folder + "/" + file.name), options: .atomic)
            }
        } catch {
            throw EngineFailure(
                .failed, code: "not-writable", "cannot write into \(folder)", causes: ["\(error)"],
                hints: ["check the folder's permissions and free space"])
        }
        return files.map(\.name)
    }
}
