/// Everything one development gateway is started with.
package struct GatewayConfiguration: Sendable {
    /// Where secrets live.
    package enum Storage: Sendable, Equatable {
        /// In memory, gone when the gateway stops.
        case memory
        /// In the SQLite file of that path, created with mode 0600.
        case file(String)
    }

    /// How the last page of list-items shows that it is the last.
    package enum PageEnding: String, Sendable, CaseIterable {
        /// `next_page` is empty on the last page.
        case emptyToken = "empty-token"
        /// `next_page` is never empty; the page after the last is `{}`.
        case emptyPage = "empty-page"
    }

    package var storage: Storage
    /// The address to listen on; addresses other machines can reach need ``allowsRemoteConnections``.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    package var port = 0
    package var allowsRemoteConnections = false
    /// Items per page of list-items; the service uses 1000.
    package var pageSize = 1000
    package var pageEnding = PageEnding.emptyToken
    /// Whether `/_gateway/` serves request counts, faults and the clock.
    package var testControls = false
    package var clock = GatewayClock()
    /// Who may log in; when nil, one identity with access to everything is made on first start.
    package var identities: [GatewayIdentity]?
    /// The account setting that decides whether an update without `keep-prev-version` keeps the previous version.
    package var keepsVersionsByDefault = false
    /// The account setting for how many versions an item keeps when it names no number.
    package var maximumVersions = 20
    /// The account setting that protects new items from deletion.
    package var protectsNewItems = false
    /// Dynamic and rotated secrets, served as configured.
    package var providedSecrets: [ProvidedSecret] = []
    package var guesses = ServiceGuesses()
    /// The account id in error texts.
    package var accountID = "acc-development"
    /// How the delays of fault rules wait.
    package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    package init(storage: Storage) {
        self.storage = storage
    }
}

/// A dynamic or rotated secret: the gateway answers with the configured value instead of producing one.
package struct ProvidedSecret: Sendable {
    package enum Kind: String, Sendable {
        case dynamic = "DYNAMIC_SECRET"
        case rotated = "ROTATED_SECRET"
    }

    package let kind: Kind
    package let name: String
    /// The answer: for a rotated secret what stands under `value`.
    package let value: JSON

    package init(kind: Kind, name: String, value: JSON) {
        self.kind = kind
        self.name = name
        self.value = value
    }
}
