package import SyncModel

/// A value in a request, in one of the forms the service knows.
package enum WireValue: Sendable, Hashable {
    case text(String)
    case secret(Secret)
    case texts([String])
    case number(Int64)
    case flag(Bool)

    /// A truth value that the service takes as the text `"true"` or `"false"`, such as `ignore-cache`.
    package static func textFlag(_ value: Bool) -> WireValue { .text(value ? "true" : "false") }
}

/// The JSON object that is posted with a command; fields whose value is nil are left out.
///
/// Secrets stay wrapped until ``encoded()``; printing a body shows none of them.
package struct RequestBody: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var fields: [(name: WireField, value: WireValue)]

    package init(dictionaryLiteral fields: (WireField, WireValue?)...) {
        self.fields = fields.compactMap { name, value in value.map { (name, $0) } }
    }

    package subscript(name: WireField) -> WireValue? {
        get { fields.first { $0.name == name }?.value }
        set {
            fields.removeAll { $0.name == name }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// The body with the token of a session: universal-identity tokens (`u-…`) have a field of their own.
    package func authorized(by token: Secret) -> RequestBody {
        var copy = self
        copy[token.reveal().hasPrefix("u-") ? .uidToken : .token] = .secret(token)
        return copy
    }

    /// The bytes to send.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for field in fields {
            writer.key(field.name.rawValue)
            switch field.value {
            case .text(let text): writer.string(text)
            case .secret(let secret): writer.string(secret.reveal())
            case .texts(let texts): writer.strings(texts)
            case .number(let number): writer.number(number)
            case .flag(let flag): writer.bool(flag)
            }
        }
        writer.endObject()
        return writer.bytes
    }
}
