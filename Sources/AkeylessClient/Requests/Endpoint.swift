package import AkeylessWire

/// A command together with what a repetition of it would do.
package struct Endpoint: Sendable, Hashable {
    package enum Effect: Sendable, Hashable {
        /// Repeating it changes nothing.
        case read
        /// Repeating it might do something twice, so an answer that was lost stays lost.
        case write
        /// A login: repeating it changes nothing, and it carries no token.
        case login
    }

    package let path: APIPath
    package let effect: Effect

    package var isIdempotent: Bool { effect != .write }

    private init(_ path: APIPath, _ effect: Effect) {
        self.path = path
        self.effect = effect
    }
}

extension Endpoint {
    package static let auth = Endpoint(.auth, .login)
    package static let certChallenge = Endpoint(.certChallenge, .login)
    package static let validateToken = Endpoint(.validateToken, .read)

    package static let createSecret = Endpoint(.createSecret, .write)
    package static let updateSecretValue = Endpoint(.updateSecretValue, .write)
    package static let updateItem = Endpoint(.updateItem, .write)
    package static let rollbackSecret = Endpoint(.rollbackSecret, .write)
    package static let setItemState = Endpoint(.setItemState, .write)
    package static let deleteItem = Endpoint(.deleteItem, .write)
    package static let deleteItems = Endpoint(.deleteItems, .write)

    package static let getSecretValue = Endpoint(.getSecretValue, .read)
    package static let getRotatedSecretValue = Endpoint(.getRotatedSecretValue, .read)
    package static let rotatedSecretGetValue = Endpoint(.rotatedSecretGetValue, .read)

    /// Not a read: every call makes new credentials at the target.
    package static let getDynamicSecretValue = Endpoint(.getDynamicSecretValue, .write)

    package static let describeItem = Endpoint(.describeItem, .read)
    package static let describePermissions = Endpoint(.describePermissions, .read)
    package static let getTags = Endpoint(.getTags, .read)
    package static let listItems = Endpoint(.listItems, .read)
}
