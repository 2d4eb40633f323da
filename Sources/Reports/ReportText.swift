package import SyncModel

/// Text of a report, which remembers which parts of it are ours.
///
/// A literal is ours; whatever is interpolated came from a file or a service. Renderers escape the latter for their
/// target, so that a new message cannot forget to:
///
///     let text: ReportText = "renamed from \(path)"
package struct ReportText: Hashable, Sendable {
    package enum Span: Hashable, Sendable {
        case ours(String)
        case outside(String)
    }

    package var spans: [Span]

    package init(spans: [Span]) {
        self.spans = spans
    }

    /// A text that is all from outside.
    package init(outside text: String) {
        spans = [.outside(text)]
    }

    /// A text that is all ours, such as one of a closed list of reasons.
    package init(ours text: String) {
        spans = [.ours(text)]
    }

    /// One text, its parts from outside changed by `escape`.
    package func rendered(outside escape: (String) -> String) -> String {
        spans.map { span in
            switch span {
            case .ours(let text): text
            case .outside(let text): escape(text)
            }
        }.joined()
    }
}

extension ReportText: ExpressibleByStringInterpolation {
    package struct StringInterpolation: StringInterpolationProtocol {
        var spans: [Span] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { spans.append(.ours(literal)) }
        }

        package mutating func appendInterpolation(_ text: String) { spans.append(.outside(text)) }
        package mutating func appendInterpolation(_ path: ItemPath) { spans.append(.outside(path.rawValue)) }
        package mutating func appendInterpolation(_ number: Int) { spans.append(.ours(String(number))) }
        package mutating func appendInterpolation(_ text: ReportText) { spans += text.spans }
        package mutating func appendInterpolation(ours text: String) { spans.append(.ours(text)) }
    }

    package init(stringLiteral text: String) {
        self.init(ours: text)
    }

    package init(stringInterpolation: StringInterpolation) {
        self.init(spans: stringInterpolation.spans)
    }
}
