import SyncModel
import Yams

/// Keeps aliases of nested aliases from being keys: comparing such keys takes time without bound, and the composer
/// compares them before any limit on expansion can be checked.
///
/// What is a key is asked of the composer itself, on a copy of the text in which every alias is a plain word.
enum YAMLAliasKeys {
    /// Fewer anchors or aliases cannot multiply far, so ordinary files are composed once only.
    private static let fewestAnchors = 3
    private static let fewestAliases = 30

    static func refuse(in source: SourceText) throws(FileProblem) {
        let text = Array(source.text.utf8)
        let anchors = Set(positions(of: "&", in: text).map { name(at: $0, in: text) })
        let aliases = positions(of: "*", in: text).filter { anchors.contains(name(at: $0, in: text)) }
        guard anchors.count >= fewestAnchors, aliases.count >= fewestAliases else { return }
        guard let sign = unusedSign(in: source.text) else { throw refusal(at: SourceLocation(file: source.file)) }

        var words: [UInt8] = []
        var copied = text.startIndex
        for alias in aliases {
            words += text[copied..<alias]
            words += sign.utf8
            copied = alias + 1
        }
        words += text[copied...]
        let copy = SourceText(text: String(decoding: words, as: UTF8.self), file: source.file)
        let composed = try YAMLComposer.composeUnguarded(copy)
        if let key = composed.root?.firstKey(beginningWith: sign) {
            throw refusal(at: composed.renamed.location(of: key.mark, file: source.file))
        }
    }

    private static func refusal(at location: SourceLocation) -> FileProblem {
        FileProblem(
            .yamlKey, "an alias or a structure as a key is not allowed beside this many aliases", at: location,
            hint: "write the key out")
    }

    /// Where the sign stands before something that could be a name.
    private static func positions(of sign: Unicode.Scalar, in text: [UInt8]) -> [Int] {
        text.indices.filter { text[$0] == UInt8(ascii: sign) && !name(at: $0, in: text).isEmpty }
    }

    /// The letters, digits, `_` and `-` right after a sign.
    private static func name(at sign: Int, in text: [UInt8]) -> ArraySlice<UInt8> {
        text[(sign + 1)...].prefix { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// A private-use character that the text does not contain: a plain word may begin with it.
    private static func unusedSign(in text: String) -> String? {
        let signs: ClosedRange<Unicode.Scalar> = "\u{E000}"..."\u{F8FF}"
        let used = Set(text.unicodeScalars.lazy.filter(signs.contains))
        let all = (signs.lowerBound.value...signs.upperBound.value).lazy.compactMap(Unicode.Scalar.init(_:))
        return all.first { !used.contains($0) }.map { String($0) }
    }
}

extension Node {
    /// The first key, here or below, that is a structure or a word that stands for an alias.
    fileprivate func firstKey(beginningWith sign: String) -> Node? {
        switch self {
        case .scalar, .alias: nil
        case .sequence(let sequence): sequence.lazy.compactMap { $0.firstKey(beginningWith: sign) }.first
        case .mapping(let mapping):
            mapping.lazy.compactMap { pair in
                pair.key.stands(forAlias: sign) ? pair.key : pair.value.firstKey(beginningWith: sign)
            }.first
        }
    }

    private func stands(forAlias sign: String) -> Bool {
        guard case .scalar(let scalar) = self else { return true }
        return scalar.style == .plain && scalar.string.unicodeScalars.first == sign.unicodeScalars.first
    }
}
