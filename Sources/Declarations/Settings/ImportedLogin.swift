package import SyncModel

/// A way to log in that was found outside of Lockstep's own settings: an Airflow connection, the variables of Akeyless's
/// tools, or one of their profiles.
package struct ImportedLogin: Sendable {
    /// How it was asked for, by a flag or a `LOCKSTEP_…` variable, and which of Lockstep's own settings it therefore
    /// goes before: all that are weaker.
    package var strength: SettingOrigin.Strength
    package var origin: SettingOrigin

    /// The settings of the login, by their names below `gateway.auth`.
    package var fields: [String: Secret]

    /// The gateway's address, where it names one.
    package var address: String?

    package init(
        strength: SettingOrigin.Strength, origin: SettingOrigin, fields: [String: Secret], address: String? = nil
    ) {
        self.strength = strength
        self.origin = origin
        self.fields = fields
        self.address = address
    }
}

extension Settings {
    /// Whether Lockstep's own settings say how to log in, if perhaps not completely.
    package var namesLogin: Bool {
        values.contains { key, resolved in
            key.isAuthentication && resolved.value != nil && resolved.origin != .standard
        }
    }

    /// Takes a login over as a whole: nothing of another one stays, so that an id never meets a foreign key.
    package mutating func adopt(_ login: ImportedLogin) {
        for key in SettingKey.allCases where key.isAuthentication { values[key] = nil }
        for (name, value) in login.fields { set(name, value, login.origin) }
        guard login.strength != .fallback || login.address != nil else { return }
        if strength(of: .gatewayEmbedded) < login.strength {
            values[.gatewayEmbedded] = nil
        } else if self[.gatewayEmbedded] != nil {
            return
        }
        if let address = login.address { suggest(address, login.strength, login.origin) }
        if self[.gatewayURL] == nil {
            values[.gatewayURL] = SettingDefinition.of(.gatewayURL).defaultValue.map {
                .init(value: $0, origin: .standard)
            }
        }
    }

    /// Takes an address where no stronger one is given.
    package mutating func suggest(_ address: String, _ strength: SettingOrigin.Strength, _ origin: SettingOrigin) {
        guard self[.gatewayEmbedded] == nil, self.strength(of: .gatewayURL) < strength else { return }
        values[.gatewayURL] = .init(value: .text(address), origin: origin)
    }

    /// Fills one setting of the login that is left open.
    package mutating func fill(_ name: String, _ value: Secret, _ origin: SettingOrigin) {
        guard let key = SettingKey(rawValue: SettingKey.authenticationPrefix + name), self[key] == nil else { return }
        set(name, value, origin)
    }

    /// Sets one setting of the login.
    package mutating func replace(_ name: String, _ value: Secret, _ origin: SettingOrigin) {
        set(name, value, origin)
    }

    private mutating func set(_ name: String, _ value: Secret, _ origin: SettingOrigin) {
        guard let key = SettingKey(rawValue: SettingKey.authenticationPrefix + name) else { return }
        let parsed: SettingValue =
            switch SettingDefinition.of(key).type {
            // What looks like a reference is none: these places have no references.
            case .secret: .given(value)
            case .bool: .bool(value.reveal().lowercased() != "false")
            default: .text(value.reveal())
            }
        values[key] = .init(value: parsed, origin: origin)
    }

    /// What has no value gives way to everything.
    private func strength(of key: SettingKey) -> SettingOrigin.Strength {
        values[key].flatMap { $0.value == nil ? nil : $0.origin.strength } ?? .standard
    }
}

extension SettingKey {
    static let authenticationPrefix = "gateway.auth."

    /// Whether it is part of the login.
    var isAuthentication: Bool { rawValue.hasPrefix(Self.authenticationPrefix) }
}
