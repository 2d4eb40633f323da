/// How items look in answers.
///
/// Clients in use dereference `last_version`, `protection_key_name` and `item_sub_type` without a check, so these are
/// always sent. Values never appear.
struct ItemShape {
    private static let protectionKey: JSON = "/__account-def-secrets-key__"
    let caller: Caller
    let accountMaximum: Int

    init(request: CommandRequest) {
        caller = request.caller
        accountMaximum = request.configuration.maximumVersions
    }

    /// Every member describe-item and list-items send.
    func full(_ item: Item, versions: [Version]? = nil) -> JSON {
        let dates = (created: date(item.created), modified: date(item.modified))
        return [
            "item_id": .integer(item.id), "display_id": .string(item.displayID), "item_name": .string(item.name),
            "item_type": .string(item.type), "item_sub_type": .string(item.subType),
            "item_metadata": .string(item.description), "item_tags": .stringsOrNull(item.tags),
            "item_size": .integer(item.size), "item_state": item.isEnabled ? "Enabled" : "Disabled",
            "is_enabled": .bool(item.isEnabled), "last_version": .integer(item.lastVersion), "item_accessibility": 0,
            "delete_protection": .bool(item.isProtected), "protection_key_name": Self.protectionKey,
            "with_customer_fragment": false, "creation_date": dates.created, "modification_date": dates.modified,
            "access_date": dates.modified, "client_permissions": Self.permissions(of: caller, on: item.name),
            "item_versions": versions.map { .array($0.map(shape(of:))) } ?? .null, "gateway_details": nil,
            "item_targets_assoc": nil, "public_value": "", "certificates": "",
            "item_general_info": [
                "static_secret_info": [
                    "format": .string(item.format), "max_versions": .integer(item.maximumVersions ?? accountMaximum),
                    "notify_on_change_event": .bool(item.notifiesOnChange),
                ]
            ],
        ]
    }

    /// The members that remain under `minimal-view`.
    func minimal(_ item: Item, members: Set<String>) -> JSON {
        .object(full(item).members?.filter { members.contains($0.name) } ?? [])
    }

    /// What the caller may do on a path, as the service lists it.
    static func permissions(of caller: Caller, on path: String) -> JSON {
        let granted = caller.capabilities(on: path)
        let order: [Capability] = [.read, .create, .update, .delete, .list]
        return .array(order.filter(granted.contains).map { .string($0.rawValue) })
    }

    private func shape(of version: Version) -> JSON {
        [
            "version": .integer(version.number), "creation_date": date(version.created),
            "modification_date": date(version.modified), "access_date": date(version.modified),
            "item_version_state": version.isEnabled ? "Enabled" : "Disabled",
            "protection_key_name": Self.protectionKey, "with_customer_fragment": false,
        ]
    }

    private func date(_ unixSeconds: Int) -> JSON {
        .string(CivilTime(unixSeconds: unixSeconds).rfc3339)
    }
}
