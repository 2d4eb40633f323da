import AirflowModel
import SyncModel

/// Reads JSON in Python's dialect (`NaN`, `Infinity`, repeated members) and remembers where each value stood.
struct JSONReader {
    private let source: SourceText
    private var lines: LineCounter

    static func read(_ source: SourceText) throws(FileProblem) -> LocatedValue {
        if source.hasByteOrderMark {
            throw FileProblem(
                .byteOrderMark, "the file begins with a byte order mark, on which Airflow's JSON reader fails",
                at: SourceLocation(file: source.file, line: 1, column: 1), hint: "save the file as UTF-8 without one")
        }
        var reader = JSONReader(source: source, lines: LineCounter(source.text))
        let json: PlacedJSON
        do {
            json = try PlacedJSON.parse(source.text)
        } catch {
            throw reader.problem(error)
        }
        return reader.value(json)
    }

    /// - Note: Goes through the text in its order, as the counter of lines needs.
    private mutating func value(_ json: PlacedJSON) -> LocatedValue {
        let start = location(json.offset)
        switch json.content {
        case .scalar(let scalar):
            return LocatedValue(Self.content(scalar), at: start)
        case .array(let elements):
            var list: [LocatedValue] = []
            list.reserveCapacity(elements.count)
            for element in elements { list.append(value(element)) }
            return LocatedValue(.list(list), at: start)
        case .object(let members):
            var mapping: [LocatedValue.Member] = []
            mapping.reserveCapacity(members.count)
            for member in members {
                let place = location(member.name.offset)
                let key = LocatedValue(Self.text(member.name.text), at: place)
                mapping.append(.init(key: key, value: value(member.value)))
            }
            return LocatedValue(.mapping(mapping), at: start)
        }
    }

    private static func content(_ scalar: JSONValue) -> LocatedValue.Content {
        switch scalar {
        case .bool(let value): .bool(value)
        case .number(let source): number(source)
        case .string(let string): text(string)
        case .null, .array, .object: .null
        }
    }

    /// Python's `int` where the source has digits only, else its `float`.
    private static func number(_ source: String) -> LocatedValue.Content {
        switch source {
        case "NaN": .float(.nan)
        case "Infinity": .float(.infinity)
        case "-Infinity": .float(-.infinity)
        case "-0": .integer("0")
        default:
            if source.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }) {
                .float(Double(source) ?? .nan)
            } else {
                .integer(source)
            }
        }
    }

    private static func text(_ string: JSONString) -> LocatedValue.Content {
        string.text.map { .text($0) } ?? .brokenText(string)
    }

    private mutating func location(_ offset: Int) -> SourceLocation {
        let (line, column) = lines.place(of: offset)
        return SourceLocation(file: source.file, line: line, column: column)
    }

    private mutating func problem(_ problem: PlacedJSON.Problem) -> FileProblem {
        let place = location(problem.offset)
        switch problem.failure {
        case .malformed where source.text.utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }:
            return FileProblem(.emptyFile, "the file is empty", at: place)
        case .malformed: return FileProblem(.jsonSyntax, problem.message, at: place)
        case .integerTooLong:
            return FileProblem(
                .integerTooLong, "an integer of more than \(PythonLimits.integerDigits) digits", at: place)
        case .nestedTooDeeply:
            return FileProblem(.nesting, "nested more than \(PythonLimits.nesting) levels deep", at: place)
        }
    }
}

/// Turns places in a text into lines and columns, both from 1; columns count bytes.
///
/// The places must be asked for in the order of the text.
private struct LineCounter {
    private let bytes: String.UTF8View
    private var index: String.UTF8View.Index
    private var offset = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) {
        bytes = text.utf8
        index = bytes.startIndex
    }

    mutating func place(of wanted: Int) -> (line: Int, column: Int) {
        while offset < wanted, index < bytes.endIndex {
            let isLineEnd = bytes[index] == UInt8(ascii: "\n")
            index = bytes.index(after: index)
            offset += 1
            if isLineEnd {
                line += 1
                lineStart = offset
            }
        }
        return (line, wanted - lineStart + 1)
    }
}
