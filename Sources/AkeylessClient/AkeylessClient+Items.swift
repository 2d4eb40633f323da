public import AkeylessWire

extension AkeylessClient {
    /// Describes an item; a missing one is an error of the kind ``AkeylessError/Kind/notFound``.
    public func describeItem(_ name: String, showVersions: Bool = false) async throws -> Item {
        let body: RequestBody = [.name: .text(name), .showVersions: showVersions ? .flag(true) : nil]
        let item: Item = try await call(.describeItem, body, subject: name)
        // A body without a name is not an item, whatever its status said.
        guard !item.name.isEmpty else {
            throw reading(.describeItem, subject: name).make(.garbage, detail: "the answer describes no item")
        }
        return item
    }

    /// As ``describeItem(_:showVersions:)``, with the time of the answer by the service's clock.
    package func describeListed(_ name: String) async throws -> ListedItem {
        let (item, answeredAt) = try await dated(.describeItem, [.name: .text(name)], subject: name, as: Item.self)
        guard !item.name.isEmpty else {
            throw reading(.describeItem, subject: name).make(.garbage, detail: "the answer describes no item")
        }
        return ListedItem(item: item, answeredAt: answeredAt)
    }

    /// The labels of an item.
    public func tags(of name: String) async throws -> [String] {
        try await call(.getTags, [.name: .text(name)], subject: name, as: TagList.self).tags
    }

    /// What the caller may do at a path: `read`, `create`, `update`, `delete`, `list`, `deny`.
    public func permissions(at path: String) async throws -> [String] {
        let body: RequestBody = [.path: .text(path), .type: .text("item")]
        return try await call(.describePermissions, body, subject: path, as: PermissionList.self).permissions
    }

    /// Deletes an item with all its versions.
    ///
    /// Static secrets go at once and for good.
    public func deleteItem(_ name: String) async throws {
        let body: RequestBody = [
            .name: .text(name), .version: .number(-1), .deleteImmediately: .flag(true), .deleteInDays: .number(-1),
        ]
        _ = try await call(.deleteItem, body, subject: name, as: Acknowledgement.self)
    }

    /// Deletes several items; the result names those that stayed, with the service's reason.
    public func deleteItems(_ names: [String]) async throws -> [String: String] {
        try await call(.deleteItems, [.item: .texts(names)], as: DeletedItems.self).failed
    }

    /// Enables or disables an item.
    public func setItemState(_ name: String, enabled: Bool) async throws {
        let body: RequestBody = [
            .name: .text(name), .desiredState: .text(enabled ? "Enabled" : "Disabled"), .version: .number(0),
        ]
        _ = try await call(.setItemState, body, subject: name, as: Acknowledgement.self)
    }

    /// One page of a folder (or of everything, without one), and when it was given by the service's clock.
    package func listPage(
        folder: String?, filter: String? = nil, after token: String?
    ) async throws -> (page: ItemPage, answeredAt: Int64?) {
        let body: RequestBody = [
            .path: folder.map(WireValue.text), .filter: filter.map(WireValue.text), .autoPagination: .text("enabled"),
            .paginationToken: token.map(WireValue.text),
        ]
        let result = try await dated(.listItems, body, subject: folder, as: ItemPage.self)
        return (result.answer, result.answeredAt)
    }
}
