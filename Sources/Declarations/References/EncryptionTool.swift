/// The programs that encrypt files of a repository, and how their files are named.
package enum EncryptionTool: String, CaseIterable, Sendable, Hashable {
    case sops, age

    /// The tool that a file of declarations needs by its name: `*.sops.yaml` (also `.yml`, `.json`, `.env`), or
    /// `*.yaml.age` with the same inner endings. Nil for a plain file.
    package init?(fileName: some StringProtocol) {
        let name = (fileName.split(separator: "/").last ?? "").lowercased()
        if name.hasSuffix(".age"), DeclarationFormat(fileName: name.dropLast(".age".count)) != nil {
            self = .age
        } else if let dot = name.lastIndex(of: "."), DeclarationFormat(fileName: name) != nil,
            name[..<dot].hasSuffix(".sops"), name[..<dot] != ".sops"
        {
            self = .sops
        } else {
            return nil
        }
    }

    /// The name without the ending that says who encrypted the file; its last ending then says what is inside.
    static func innerName(_ file: String) -> String {
        file.lowercased().hasSuffix(".age") ? String(file.dropLast(".age".count)) : file
    }

    /// Whether a file bears the mark that the tool leaves in whatever it encrypts.
    func isMarked(_ bytes: [UInt8], file: String) -> Bool {
        switch self {
        case .sops:
            let root = DeclarationFileReader.read(bytes, file: file).file?.root
            return root?.member("sops")?.value.member("mac") != nil || root?.member("sops_mac") != nil
        case .age:
            let marks = ["age-encryption.org/v1\n", "-----BEGIN AGE ENCRYPTED FILE-----"]
            return marks.contains { bytes.starts(with: $0.utf8) }
        }
    }

    /// The variables that the tool needs to find its keys, beside `PATH` and `HOME`.
    var variables: [String] {
        switch self {
        case .sops:
            [
                "SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE", "SOPS_AGE_SSH_PRIVATE_KEY_FILE", "SOPS_AGE_RECIPIENTS",
                "SOPS_PGP_FP", "SOPS_KMS_ARN", "SOPS_GCP_KMS_IDS", "SOPS_AZURE_KEYVAULT_URLS", "SOPS_VAULT_URIS",
                "SOPS_GPG_EXEC", "GNUPGHOME", "XDG_CONFIG_HOME", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION",
                "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE",
                "AWS_SHARED_CREDENTIALS_FILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
                "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CREDENTIALS", "AZURE_TENANT_ID", "AZURE_CLIENT_ID",
                "AZURE_CLIENT_SECRET", "VAULT_ADDR", "VAULT_TOKEN",
            ]
        case .age: []
        }
    }
}

/// Where age finds the key to decrypt with, by variables that its users and those of SOPS know.
///
/// `LOCKSTEP_AGE_IDENTITY`, `AGE_IDENTITY` and `SOPS_AGE_KEY_FILE` name a file, the first that is set wins;
/// `SOPS_AGE_KEY` holds the key itself, which then reaches age over standard input.
enum AgeIdentity {
    case file(String, variable: String)
    case key(String)

    static let variables = ["LOCKSTEP_AGE_IDENTITY", "AGE_IDENTITY", "SOPS_AGE_KEY_FILE"]

    init?(_ variables: [String: String]) {
        if let variable = Self.variables.first(where: { variables[$0]?.isEmpty == false }) {
            self = .file(variables[variable] ?? "", variable: variable)
        } else if let key = variables["SOPS_AGE_KEY"], !key.isEmpty {
            self = .key(key)
        } else {
            return nil
        }
    }

    /// Where age would have found its key.
    static let places =
        "set LOCKSTEP_AGE_IDENTITY, AGE_IDENTITY or SOPS_AGE_KEY_FILE to the file of your age identity, or SOPS_AGE_KEY "
        + "to the key itself"
}

extension ReferenceFailure {
    static var noAgeIdentity: ReferenceFailure {
        ReferenceFailure(.unusable, "age has no identity to decrypt with", hint: AgeIdentity.places)
    }

    /// What it means that age gave nothing although it was told where its key is.
    init(_ failure: ProcessFailure, of identity: AgeIdentity, decrypting file: String) {
        let (what, option) =
            switch identity {
            case .file(let path, let variable): ("the identity \(path) (\(variable))", path)
            case .key: ("the key in SOPS_AGE_KEY", "-")
            }
        switch failure {
        case .noFile:
            self.init(.unusable, "\(what) cannot be read", hint: "put it there, or \(AgeIdentity.places)")
        case .exit:
            self.init(
                .unusable, "age cannot decrypt the file with \(what)",
                hint: "it must be the key of one of the recipients that the file is encrypted for; age says more: "
                    + "age --decrypt --identity \(option) \(file) > /dev/null")
        default: self.init(failure, of: .age, "decrypt the file")
        }
    }
}
