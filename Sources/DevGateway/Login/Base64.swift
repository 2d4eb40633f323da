#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Base64 as logins use it: the standard alphabet for what clients encode, the URL alphabet inside tokens.
enum Base64 {
    /// Reads the standard alphabet; line breaks and surrounding space are ignored.
    static func decode(_ text: String) -> [UInt8]? {
        Data(base64Encoded: String(text.filter { !$0.isWhitespace })).map(Array.init)
    }

    /// Reads the standard alphabet and then UTF-8.
    static func decodeText(_ text: String) -> String? {
        decode(text).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Reads the URL alphabet without padding.
    static func decodeURL(_ text: Substring) -> [UInt8]? {
        guard !text.contains("+"), !text.contains("/"), !text.contains("=") else { return nil }
        let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        return decode(standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }
}
