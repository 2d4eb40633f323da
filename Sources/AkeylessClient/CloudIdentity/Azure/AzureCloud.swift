/// One of Azure's separate clouds, with where its tokens come from and what they are for.
package struct AzureCloud: Sendable, Hashable {
    /// The name by which akeyless knows it.
    package var name: String
    package var authority: String
    /// What a token must be for: the management of the cloud.
    package var resource: String

    package static let global = AzureCloud(
        name: "AzureCloud", authority: "https://login.microsoftonline.com", resource: "https://management.azure.com/")
    package static let usGovernment = AzureCloud(
        name: "AzureUSGovernment", authority: "https://login.microsoftonline.us",
        resource: "https://management.usgovcloudapi.net/")
    package static let china = AzureCloud(
        name: "AzureChinaCloud", authority: "https://login.chinacloudapi.cn",
        resource: "https://management.chinacloudapi.cn/")

    /// Reads the names that Azure's tools and its metadata service use.
    package init?(named name: String) {
        switch name.trimmed.lowercased() {
        case "azurecloud", "azurepubliccloud": self = .global
        case "azureusgovernment", "azureusgovernmentcloud": self = .usGovernment
        case "azurechinacloud", "azurechinacloud21vianet": self = .china
        default: return nil
        }
    }

    private init(name: String, authority: String, resource: String) {
        self.name = name
        self.authority = authority
        self.resource = resource
    }
}
