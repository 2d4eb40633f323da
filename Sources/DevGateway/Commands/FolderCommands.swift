extension Command {
    /// Folders with properties of their own.
    static let folderCommands = [folderCreate, folderGet, folderUpdate, folderDelete]

    private static let folderCreate = writing(
        "folder-create", "failed to create folder", "Failed to create folder."
    ) { request in
        let path = try request.folderPath()
        try request.caller.require(.create, on: path)
        _ = try request.tables.ensureFolder(path, now: request.now)
        var folder = try request.folder(path)
        if folder.isExplicit { throw Refusal(request.guesses.nameTaken, name: path) }
        folder.isExplicit = true
        folder.description = try request.newDescription() ?? ""
        folder.tags = uniqued(try request.arguments.texts("tags"))
        folder.isProtected = try request.arguments.flag("delete_protection") ?? false
        folder.modified = request.now
        try request.tables.update(folder)
        return Outcome(["folder_id": .integer(folder.id)], status: 201)
    }

    private static let folderGet = reading(
        "folder-get", "failed to get folder", "Failed to get folder."
    ) { request in
        let path = try request.folderPath()
        guard request.caller.maySee(folder: path) else { throw Refusal.unauthorized(accessID: request.caller.accessID) }
        let folder = try request.folder(path)
        return Outcome([
            "folder": [
                "folder_id": .integer(folder.id), "folder_name": .string(folder.path),
                "metadata": .string(folder.description), "tags": .stringsOrNull(folder.tags),
                "delete_protection": .bool(folder.isProtected), "folder_type": "items", "accessibility": 0,
                "creation_date": .string(CivilTime(unixSeconds: folder.created).rfc3339),
                "modification_date": .string(CivilTime(unixSeconds: folder.modified).rfc3339),
            ]
        ])
    }

    private static let folderUpdate = writing(
        "folder-update", "failed to update folder", "Failed to update folder."
    ) { request in
        let path = try request.folderPath()
        try request.caller.require(.update, on: path)
        var folder = try request.folder(path)
        folder.isExplicit = true
        folder.description = try request.newDescription() ?? folder.description
        let removed = Set(try request.arguments.texts("rm-tag"))
        folder.tags = uniqued(
            folder.tags.filter { !removed.contains($0) } + (try request.arguments.texts("add-tag")))
        folder.isProtected = try request.arguments.flag("delete_protection") ?? folder.isProtected
        folder.modified = request.now
        try request.tables.update(folder)
        return Outcome(["updated": true], status: 201)
    }

    private static let folderDelete = writing(
        "folder-delete", "failed to delete folder", "Failed to delete folder."
    ) { request in
        let path = try request.folderPath()
        try request.caller.require(.delete, on: path)
        var folder = try request.folder(path)
        guard folder.id != GatewaySchema.rootFolder else { throw Refusal(request.guesses.nameForbidden) }
        if folder.isProtected { throw Refusal(request.guesses.itemProtected, name: path) }
        guard try request.tables.isEmpty(folder) else {
            throw Refusal(status: 409, code: "Conflict", detail: "folder \(path) is not empty")
        }
        folder.isExplicit = false
        try request.tables.update(folder)
        try request.tables.releaseFolder(path)
        return Outcome([:])
    }
}

extension CommandRequest {
    fileprivate func folderPath() throws -> String {
        ItemName.canonicalFolder(try arguments.requiredText("name"))
    }

    fileprivate func folder(_ path: String) throws -> Folder {
        guard let folder = try tables.folder(path) else { throw Refusal.notFound(path) }
        return folder
    }
}
