extension Item: WireAnswer {
    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        var enabled: Bool?
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            switch name {
            case "item_name": self.name = Self.withLeadingSlash(try reader.text() ?? "")
            case "item_id": id = try reader.integer()
            case "item_type": type = try reader.text() ?? ""
            case "item_sub_type": subType = try reader.text().flatMap { $0.isEmpty ? nil : $0 }
            case "last_version": lastVersion = Int(try reader.integer() ?? 0)
            case "modification_date": modificationDate = try reader.text() ?? ""
            case "item_tags": tags = try reader.texts()
            case "item_metadata": description = try reader.text() ?? ""
            case "item_state": state = try reader.text()
            case "is_enabled": enabled = try reader.flag()
            case "delete_protection": isDeleteProtected = try reader.flag() ?? false
            case "item_size": size = try reader.integer()
            case "with_customer_fragment": hasCustomerFragment = try reader.flag() ?? false
            case "client_permissions": permissions = try Self.optionalTexts(&reader)
            case "item_general_info": try readGeneralInfo(&reader)
            case "item_versions": try readVersions(&reader)
            default: try reader.skip()
            }
        }
        isEnabled = (enabled ?? true) && state?.lowercased() != "disabled"
    }

    private static func withLeadingSlash(_ name: String) -> String {
        name.isEmpty || name.utf8.first == UInt8(ascii: "/") ? name : "/" + name
    }

    private static func optionalTexts(_ reader: inout JSONReader) throws(JSONReadingError) -> [String]? {
        guard try reader.kind() == .array else {
            try reader.skip()
            return nil
        }
        return try reader.texts()
    }

    private mutating func readGeneralInfo(_ reader: inout JSONReader) throws(JSONReadingError) {
        guard try reader.kind() == .object else { return try reader.skip() }
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            guard name == "static_secret_info", try reader.kind() == .object else { return try reader.skip() }
            try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
                if name == "format" { format = try reader.text() } else { try reader.skip() }
            }
        }
    }

    private mutating func readVersions(_ reader: inout JSONReader) throws(JSONReadingError) {
        guard try reader.kind() == .array else { return try reader.skip() }
        try reader.array { (reader: inout JSONReader) throws(JSONReadingError) in
            versions.append(try ItemVersion(reading: &reader))
        }
    }
}

extension ItemVersion: WireAnswer {
    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            switch name {
            case "version": number = Int(try reader.integer() ?? 0)
            case "creation_date": creationDate = try reader.text()
            case "item_version_state": state = try reader.text()
            default: try reader.skip()
            }
        }
    }
}
