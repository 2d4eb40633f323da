import AirflowModel
import SyncModel

/// `ref+sops://file#/pointer` and `ref+age://file`: one run of the tool per file, its output in memory only.
struct EncryptedFileResolver: ReferenceResolver {
    enum Tool: String {
        case sops, age

        /// The variables that the tool needs to find its keys, beside `PATH` and `HOME`.
        var variables: [String] {
            switch self {
            case .sops:
                [
                    "SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE", "SOPS_AGE_SSH_PRIVATE_KEY_FILE", "SOPS_GPG_EXEC", "GNUPGHOME",
                    "XDG_CONFIG_HOME", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID",
                    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
                    "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "GOOGLE_APPLICATION_CREDENTIALS",
                    "GOOGLE_CREDENTIALS",
                    "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "VAULT_ADDR", "VAULT_TOKEN",
                ]
            case .age: []
            }
        }
    }

    let tool: Tool
    let context: ReferenceContext

    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>] {
        var results: [Reference: Result<Secret, ReferenceFailure>] = [:]
        // A file is decrypted once as JSON for its pointers, and once as it is where a reference means all of it.
        let groups = Dictionary(grouping: references) { Source(file: $0.target, isJSON: $0.pointer != nil) }
        for (source, members) in groups.sorted(by: { $0.key.file < $1.key.file }) {
            let content = await content(of: source)
            for reference in members { results[reference] = content.flatMap { value(in: $0, reference) } }
        }
        return results
    }

    private struct Source: Hashable {
        var file: String
        var isJSON: Bool
    }

    private enum Content {
        case text(Secret)
        case document(JSONValue)
    }

    private func content(of source: Source) async -> Result<Content, ReferenceFailure> {
        do {
            // The same limits as for any file of the project; the tool opens it again by name.
            _ = try context.files.read(source.file, limit: DeclarationFileReader.sizeLimit, links: .refused)
        } catch {
            return .failure(ReferenceFailure(error.code == .missing ? .missing : .refused, error.reason))
        }
        do {
            let secret = try textValue(of: try await output(source))
            guard source.isJSON else { return .success(.text(secret)) }
            guard let document = try? PythonJSON.parse(secret.reveal()) else {
                return .failure(ReferenceFailure(.unusable, "the decrypted file is not JSON"))
            }
            return .success(.document(document))
        } catch let failure as ReferenceFailure {
            return .failure(failure)
        } catch {
            return .failure(ReferenceFailure(.unusable, "the file cannot be decrypted"))
        }
    }

    private func output(_ source: Source) async throws -> [UInt8] {
        let call = ProcessCall(
            program: tool.rawValue, arguments: try arguments(source),
            variables: childVariables(context, tool.variables),
            folder: context.projectRoot)
        do {
            return try await context.processes.run(call)
        } catch {
            let hint: String? =
                switch error {
                case .notFound: "install \(tool.rawValue) or add it to PATH"
                case .exit: "run \(tool.rawValue) on the file by hand to see why"
                default: nil
                }
            throw ReferenceFailure(.unusable, "\(tool.rawValue): \(error.reason)", hint: hint)
        }
    }

    private func arguments(_ source: Source) throws(ReferenceFailure) -> [String] {
        // The leading `./` keeps a name that begins with a dash from being an option.
        let file = "./" + source.file
        switch tool {
        case .sops: return ["--decrypt"] + (source.isJSON ? ["--output-type", "json"] : []) + [file]
        case .age:
            guard let identity = context.variables["LOCKSTEP_AGE_IDENTITY"] ?? context.variables["SOPS_AGE_KEY_FILE"],
                !identity.isEmpty
            else {
                throw ReferenceFailure(
                    .unusable, "no identity is given to decrypt with",
                    hint: "set LOCKSTEP_AGE_IDENTITY to the file of your age identity")
            }
            return ["--decrypt", "--identity", identity, file]
        }
    }

    private func value(in content: Content, _ reference: Reference) -> Result<Secret, ReferenceFailure> {
        switch (content, reference.pointer) {
        case (.text(let text), _): .success(text)
        case (.document(let document), let pointer?): pointer.secret(in: document)
        case (.document, nil): .failure(ReferenceFailure(.unusable, "a JSON pointer is missing"))
        }
    }
}

extension JSONPointer {
    /// The text at this place, or the JSON text of what stands there.
    func secret(in document: JSONValue) -> Result<Secret, ReferenceFailure> {
        switch value(in: document) {
        case nil: .failure(ReferenceFailure(.missing, "there is nothing at `\(text)`"))
        case .null?: .failure(ReferenceFailure(.unusable, "the value at `\(text)` is null"))
        case .string(let string)?:
            string.text.map { .success(Secret($0)) }
                ?? .failure(ReferenceFailure(.unusable, "the value at `\(text)` is not well-formed text"))
        case let value?: .success(Secret(PythonJSON.dumps(value)))
        }
    }
}

/// What a child process sees: `PATH`, `HOME` and the named variables, where they are set.
func childVariables(_ context: ReferenceContext, _ names: [String]) -> [String: String] {
    let allowed = Set(["PATH", "HOME"] + names)
    return context.variables.filter { allowed.contains($0.key) }
}
