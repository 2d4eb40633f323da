import SyncModel

/// An element or text of HTML or XML; the only way from here to markup escapes every text and attribute.
indirect enum MarkupNode {
    case element(String, [(String, String)] = [], [MarkupNode] = [])
    case text(String)

    /// The markup, in which elements without content are closed at once in XML and left open where HTML has no end tag.
    func markup(isXML: Bool = false) -> String {
        switch self {
        case .text(let text): return Self.escaped(text)
        case .element(let name, let attributes, let children):
            let head = "<\(name)" + attributes.map { " \($0)=\"\(Self.escaped($1))\"" }.joined()
            if children.isEmpty, isXML { return head + "/>" }
            if children.isEmpty, Self.voidElements.contains(name) { return head + ">" }
            return "\(head)>\(children.map { $0.markup(isXML: isXML) }.joined())</\(name)>"
        }
    }

    private static let voidElements: Set<String> = ["meta", "br", "hr", "input"]

    /// Control and direction-changing characters, which XML forbids or a browser obeys, become visible escapes.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in escapedForTerminal(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension MarkupNode {
    /// Our words as text, words from outside as code.
    static func nodes(_ text: ReportText) -> [MarkupNode] {
        text.spans.map { span in
            switch span {
            case .ours(let text): .text(text)
            case .outside(let text): .element("code", [], [.text(text)])
            }
        }
    }
}
