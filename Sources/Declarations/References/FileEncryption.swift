package import AirflowModel
import SyncModel

/// Encrypts a document that exists in memory only: the tool gets it over standard input and prints what may be stored.
package struct FileEncryption: Sendable {
    private let projectRoot: String
    private let variables: [String: String]
    private let recipients: [String]
    private let processes: any ProcessRunner

    /// - Parameter recipients: for age, keys or files of keys; without any the variables and then the identity decide.
    package init(
        projectRoot: String, variables: [String: String], recipients: [String] = [],
        processes: any ProcessRunner = SystemProcesses()
    ) {
        self.projectRoot = projectRoot
        self.variables = variables
        self.recipients = recipients
        self.processes = processes
    }

    /// The encrypted file.
    ///
    /// - Parameter file: where it will be, so that the rules of `.sops.yaml` for that place apply.
    /// - Throws: why there is none; a file in which SOPS left a value in plain text is none.
    package func encrypt(
        _ document: JSONObject, as file: String, with tool: EncryptionTool
    ) async throws(ReferenceFailure) -> [UInt8] {
        let text = Secret(PythonJSON.canonical(.object(document)) + "\n")
        switch tool {
        case .age: return try await run(.age, try ageArguments(), text)
        case .sops:
            let types = ["--encrypt", "--input-type", "json", "--output-type", "json"]
            let encrypted: [UInt8]
            do throws(ProcessFailure) {
                encrypted = try await processes.run(
                    call(.sops, types + ["--filename-override", file, "/dev/stdin"], text))
            } catch .exit(status: 2) {
                // SOPS 1.x does not know the option and says so with the status of wrong usage.
                encrypted = try await run(.sops, types + ["/dev/stdin"], text)
            } catch {
                throw ReferenceFailure(error, of: .sops, "encrypt")
            }
            try checkNothingIsPlain(encrypted)
            return encrypted
        }
    }

    private func run(
        _ tool: EncryptionTool, _ arguments: [String], _ input: Secret
    ) async throws(ReferenceFailure) -> [UInt8] {
        do {
            return try await processes.run(call(tool, arguments, input))
        } catch {
            throw ReferenceFailure(error, of: tool, "encrypt")
        }
    }

    private func call(_ tool: EncryptionTool, _ arguments: [String], _ input: Secret) -> ProcessCall {
        ProcessCall(
            program: tool.rawValue, arguments: arguments, variables: childVariables(variables, tool.variables),
            folder: projectRoot, input: input, outputLimit: 2 * DeclarationFileReader.sizeLimit)
    }

    private func ageArguments() throws(ReferenceFailure) -> [String] {
        var keys = recipients
        for name in ["LOCKSTEP_AGE_RECIPIENTS", "SOPS_AGE_RECIPIENTS"] where keys.isEmpty {
            keys = (variables[name] ?? "").split(separator: ",").map { String($0).trimmingBlanks }
        }
        if !keys.isEmpty {
            return ["--encrypt", "--armor"]
                + keys.flatMap { key in
                    let isKey = key.hasPrefix("age1") || key.hasPrefix("ssh-")
                    return [isKey ? "--recipient" : "--recipients-file", key]
                }
        }
        guard case .file(let identity, _)? = AgeIdentity(variables) else {
            throw ReferenceFailure(
                .unusable, "no recipient is given to encrypt for",
                hint: "give --age-recipient, or set SOPS_AGE_RECIPIENTS")
        }
        return ["--encrypt", "--armor", "--identity", identity]
    }

    /// A rule such as `encrypted_regex`, or a name that ends in `_unencrypted`, makes SOPS leave values as they are.
    private func checkNothingIsPlain(_ encrypted: [UInt8]) throws(ReferenceFailure) {
        guard var document = (try? PythonJSON.parse(String(decoding: encrypted, as: UTF8.self)))?.object,
            document["sops"] != nil
        else { throw ReferenceFailure(.unusable, "what sops printed is not an encrypted JSON file") }
        document["sops"] = nil
        var waiting = [JSONValue.object(document)]
        while let value = waiting.popLast() {
            switch value {
            case .object(let object): waiting += object.members.map(\.value)
            case .string(let string) where string.text?.hasPrefix("ENC[") ?? false: break
            default:
                throw ReferenceFailure(
                    .unusable, "sops would leave a value in plain text",
                    hint: "look for encrypted_regex, encrypted_suffix and their opposites in .sops.yaml")
            }
        }
    }
}
