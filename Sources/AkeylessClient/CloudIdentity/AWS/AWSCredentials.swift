package import SyncModel

/// A key of AWS, with the session token of temporary keys.
package struct AWSCredentials: Sendable, Hashable {
    package var accessKeyID: String
    package var secretAccessKey: Secret
    package var sessionToken: Secret?

    package init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// Reads the members of the JSON that metadata services and credential programs answer with.
    init(members: [String: Secret], tokenName: String) throws(StepFailure) {
        guard let id = members["AccessKeyId"], let key = members["SecretAccessKey"], !id.isEmpty, !key.isEmpty else {
            throw .failed("the answer holds no access key")
        }
        self.init(
            accessKeyID: id.reveal(), secretAccessKey: key,
            sessionToken: members[tokenName].flatMap { $0.isEmpty ? nil : $0 })
    }
}
