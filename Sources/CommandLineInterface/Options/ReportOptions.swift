import ArgumentParser

/// The option that writes further forms of one result.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also write the result to a file, as text, json, markdown, html or junit. May be repeated.",
            valueName: "format=file"))
    var report: [ReportFile] = []

    mutating func validate() throws {
        let files = report.map(\.file)
        guard let twice = files.first(where: { file in files.count { $0 == file } > 1 }) else { return }
        throw ValidationError("two reports would be written to \(twice)")
    }
}

/// The forms of a result: those of standard output, and JUnit XML.
enum ReportFormat: String, CaseIterable {
    case text, json, markdown, html, junit, sarif

    /// The forms of a report: of everything that plans, applies or compares.
    static let ofReports: Set<ReportFormat> = [.text, .json, .markdown, .html, .junit]

    init(_ format: OutputFormat) {
        self =
            switch format {
            case .text: .text
            case .json: .json
            case .markdown: .markdown
            case .html: .html
            case .sarif: .sarif
            }
    }
}

/// A form and the file that receives it: `junit=plan.xml`.
struct ReportFile: ExpressibleByArgument, Hashable {
    var format: ReportFormat
    var file: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let format = ReportFormat(rawValue: parts[0]) else { return nil }
        self.format = format
        file = parts[1]
    }
}
