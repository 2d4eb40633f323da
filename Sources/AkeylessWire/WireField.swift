/// The names of the request fields in use, as they are spelled on the wire.
///
/// Requests are hyphenated, with a few exceptions (`delete_protection`, `protection_key`) that the service kept from
/// before; answers are in snake case throughout.
package enum WireField: String, Sendable, CaseIterable {
    case token
    case uidToken = "uid-token"

    case accessID = "access-id"
    case accessType = "access-type"
    case accessKey = "access-key"
    case azureCloud = "azure-cloud"
    case certChallenge = "cert-challenge"
    case certData = "cert-data"
    case cloudID = "cloud-id"
    case gatewayURL = "gateway-url"
    case gcpAudience = "gcp-audience"
    case jwt
    case k8sAuthConfigName = "k8s-auth-config-name"
    case k8sServiceAccountToken = "k8s-service-account-token"
    case keyData = "key-data"
    case signedCertChallenge = "signed-cert-challenge"

    case addTag = "add-tag"
    case args
    case autoPagination = "auto-pagination"
    case deleteImmediately = "delete-immediately"
    case deleteInDays = "delete-in-days"
    case deleteProtection = "delete_protection"
    case description
    case desiredState = "desired-state"
    case filter
    case format
    case ignoreCache = "ignore-cache"
    case item
    case keepPreviousVersion = "keep-prev-version"
    case lastVersion = "last-version"
    case maxVersions = "max-versions"
    case name
    case names
    case newMetadata = "new-metadata"
    case newName = "new-name"
    case oldVersion = "old-version"
    case paginationToken = "pagination-token"
    case path
    case protectionKey = "protection_key"
    case removeTag = "rm-tag"
    case showVersions = "show-versions"
    case tags
    case type
    case value
    case version
}
