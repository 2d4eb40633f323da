/// The name of a command of the akeyless API: the last part of the address it is posted to.
package struct APIPath: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    package var description: String { rawValue }
}

extension APIPath {
    package static let auth: Self = "auth"
    package static let certChallenge: Self = "get-cert-challenge"
    package static let validateToken: Self = "validate-token"

    package static let createSecret: Self = "create-secret"
    package static let updateSecretValue: Self = "update-secret-val"
    package static let updateItem: Self = "update-item"
    package static let rollbackSecret: Self = "rollback-secret"
    package static let setItemState: Self = "set-item-state"
    package static let deleteItem: Self = "delete-item"
    package static let deleteItems: Self = "delete-items"

    package static let getSecretValue: Self = "get-secret-value"
    package static let getDynamicSecretValue: Self = "get-dynamic-secret-value"

    /// Deprecated by the service in favour of ``rotatedSecretGetValue``, still what older gateways know.
    package static let getRotatedSecretValue: Self = "get-rotated-secret-value"
    package static let rotatedSecretGetValue: Self = "rotated-secret-get-value"

    package static let describeItem: Self = "describe-item"
    package static let describePermissions: Self = "describe-permissions"
    package static let getTags: Self = "get-tags"
    package static let listItems: Self = "list-items"
}
