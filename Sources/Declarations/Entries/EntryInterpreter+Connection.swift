import AirflowModel
import SyncModel

extension EntryInterpreter {
    /// A connection: a URI, a mapping of fields, a reference to either, or a list of exactly one of these.
    mutating func connection(_ value: LocatedValue) -> ConnectionDeclaration? {
        switch value.content {
        case .text(let text): return uri(text, at: value.location)
        case .mapping: return mapping(value)
        case .list(let elements):
            if elements.count == 1, let element = elements.first, element.elements == nil {
                return connection(element)
            }
            report(.connectionShape, "a key must have one connection, not a list of them", at: value.location)
        case .null:
            report(
                .nullValue, "a connection cannot be null", at: value.location,
                hint: "to declare nothing remove the entry")
        default:
            report(.connectionShape, "a connection is a mapping or a URI, not \(value.kindName)", at: value.location)
        }
        return nil
    }

    private mutating func uri(_ text: String, at location: SourceLocation) -> ConnectionDeclaration? {
        guard let declared = declaredText(text, at: location) else { return nil }
        if case .reference(let reference) = declared {
            guard reference.reference.scheme != .kept else {
                report(
                    .kept, "a whole connection cannot be `ref+kept://`", at: location,
                    hint: "declare its conn_type and keep single fields: `password: ref+kept://`")
                return nil
            }
            return ConnectionDeclaration(whole: reference)
        }
        let problems = ConnectionCheck(rules: rules).problems(inURI: text).map { $0.diagnostic(at: location) }
        diagnostics += problems.compactMap(checks.adjusted)
        guard !problems.hasErrors, let parsed = try? ConnectionURI.parse(text, rules: rules) else { return nil }
        checkSecrets(in: parsed, at: location)
        checkReleases(of: text, parsed, at: location)
        return ConnectionDeclaration(parsed, at: location)
    }

    private mutating func mapping(_ value: LocatedValue) -> ConnectionDeclaration? {
        let before = diagnostics.count
        let uriMember = value.member("uri") ?? value.member("conn_uri")
        var declaration = ConnectionDeclaration()
        if let member = uriMember, !member.value.isNull {
            guard let text = text(of: member.value, "uri") else { return nil }
            refuseFieldsBesideURI(value)
            declaration = uri(text, at: member.value.location) ?? declaration
        }
        for member in value.effectiveMembers { field(member, of: &declaration) }
        if uriMember == nil { requireConnType(value) }
        refuseTwoExtras(value)
        return diagnostics[before...].hasErrors ? nil : declaration
    }

    private mutating func field(_ member: LocatedValue.Member, of declaration: inout ConnectionDeclaration) {
        guard let name = collect({ () throws(FileProblem) in try member.key.memberName() }) else { return }
        guard DeclaredField.named(name) != nil else { return unknownField(name, at: member.key.location) }
        let value = member.value
        if value.isNull {
            if name == "password" { checkSwallowed(value, name) }
            return
        }
        switch name {
        case "conn_type": declaration.connType = connType(value)
        case "port": declaration.port = port(value)
        case "extra", "extra_dejson": declaration.extra = extra(value, isText: name == "extra")
        case "description", "host", "login", "password", "schema":
            guard let field = ConnectionDeclaration.Field(rawValue: name), let text = text(of: value, name) else {
                return
            }
            declaration.texts[field] = declaredText(text, at: value.location)
            if field == .password { checkPassword(text, at: value.location) }
        default: break
        }
    }

    private mutating func unknownField(_ name: String, at location: SourceLocation) {
        // A value in the place of a name, which may hold a password.
        guard !name.contains("@"), !name.contains("://") else {
            return report(
                .unknownField, "an address stands where the name of a field is expected", at: location,
                hint: "write a URI as the value of its key, without braces")
        }
        let team = name == "team_name" ? "declare a team's connection under teams/<team>/connections" : nil
        report(
            .unknownField, "`\(escapedForTerminal(name))` is not a field of a connection", at: location,
            hint: team ?? didYouMean(name, among: DeclaredField.connection.map(\.name))
                ?? "put settings of the hook under `extra`")
    }

    private mutating func requireConnType(_ value: LocatedValue) {
        guard value.member("conn_type")?.value.isNull ?? true else { return }
        report(
            .missingConnType, "the connection has no conn_type", at: value.location,
            hint: "add a line such as `conn_type: postgres`")
    }

    private mutating func refuseFieldsBesideURI(_ value: LocatedValue) {
        for member in value.effectiveMembers where !member.value.isNull {
            guard let name = member.key.text, let field = DeclaredField.named(name), !field.standsBesideURI else {
                continue
            }
            report(
                .uriWithFields, "`\(name)` cannot stand beside `uri`", at: member.key.location,
                hint: "write all fields as members, or everything in the URI")
        }
        if let both = value.member("conn_uri"), value.member("uri") != nil {
            report(.uriWithFields, "`uri` and `conn_uri` mean the same", at: both.key.location)
        }
    }

    private mutating func refuseTwoExtras(_ value: LocatedValue) {
        guard value.member("extra") != nil, let other = value.member("extra_dejson") else { return }
        report(.extraTwice, "`extra` and `extra_dejson` exclude each other", at: other.key.location)
    }
}

extension ConnectionDeclaration {
    /// The declaration of a connection that was written as a URI.
    fileprivate init(_ connection: Connection, at location: SourceLocation) {
        self.init()
        connType = connection.connType
        port = connection.port
        texts[.host] = connection.host.map { .literal(Secret($0), location) }
        texts[.login] = connection.login.map { .literal(Secret($0), location) }
        texts[.schema] = connection.schema.map { .literal(Secret($0), location) }
        texts[.password] = connection.password.map { .literal($0, location) }
        extra = connection.extra.map { .text(.literal($0, location)) }
    }
}
