import SyncModel

/// `ref+env://NAME`: a variable of the process, set and not empty.
struct EnvironmentResolver: ReferenceResolver {
    let variables: [String: String]
    let refusal: @Sendable (String) -> ReferenceFailure?

    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>] {
        references.resolvedEach { reference throws(ReferenceFailure) in
            if let refusal = refusal(reference.target) { throw refusal }
            guard let value = variables[reference.target] else {
                throw ReferenceFailure(.missing, "the variable is not set")
            }
            // CI systems hand out secrets that a job may not see as empty texts.
            guard !value.isEmpty else { throw ReferenceFailure(.missing, "the variable is empty") }
            return Secret(value)
        }
    }
}

/// `ref+text://…`: the text that follows.
struct LiteralResolver: ReferenceResolver {
    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>] {
        references.resolvedEach { reference throws(ReferenceFailure) in Secret(reference.target) }
    }
}

/// `ref+file://path`: a UTF-8 file of the project, without one final line break.
struct FileResolver: ReferenceResolver {
    static let sizeLimit = 1 << 20
    let files: any RepoFiles

    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>] {
        references.resolvedEach { reference throws(ReferenceFailure) in
            let bytes: [UInt8]
            do throws(RepoFileError) {
                bytes = try files.read(reference.target, limit: Self.sizeLimit, links: .refused)
            } catch {
                throw ReferenceFailure(error.code == .missing ? .missing : .refused, error.reason)
            }
            return try textValue(of: bytes)
        }
    }
}

/// The text of some output, without one final line break.
func textValue(of bytes: [UInt8]) throws(ReferenceFailure) -> Secret {
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw ReferenceFailure(.unusable, "the value is not UTF-8 text")
    }
    return Secret(text).withoutFinalLineBreak
}

extension Secret {
    /// The same without one line break at the end, which editors and `echo` add.
    var withoutFinalLineBreak: Secret {
        var scalars = reveal().unicodeScalars[...]
        guard scalars.last == "\n" else { return self }
        scalars.removeLast()
        if scalars.last == "\r" { scalars.removeLast() }
        return Secret(String(scalars))
    }
}

extension [Reference] {
    /// The outcome of one function for each reference.
    func resolvedEach(
        _ value: (Reference) throws(ReferenceFailure) -> Secret
    ) -> [Reference: Result<Secret, ReferenceFailure>] {
        var results: [Reference: Result<Secret, ReferenceFailure>] = [:]
        for reference in self {
            do {
                results[reference] = .success(try value(reference))
            } catch {
                results[reference] = .failure(error)
            }
        }
        return results
    }
}
