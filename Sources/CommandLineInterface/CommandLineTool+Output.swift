import Foundation
import Planning
import SyncEngine
import SyncModel

/// Where results go: standard output, a file, and the reports beside them.
extension CommandLineTool {
    /// Writes the result, and says so where it cannot be written.
    ///
    /// - Returns: how a command ends whose result is lost; nil where it was written, or where its reader went away, which
    ///   changes nothing about what was done.
    static func deliver(
        _ payload: any CommandPayload, _ scene: CommandScene, to file: String?
    ) -> Planning.ExitCode? {
        do {
            try write(payload, scene, to: file)
            return nil
        } catch let failure as EngineFailure {
            scene.context.writeTalk(FailureText.render(failure, style: scene.talkStyle))
            return failure.exit
        } catch {
            if isClosedPipe(error) { return nil }
            let reason = (error as? POSIXError).map { String(cString: strerror($0.code.rawValue)) } ?? "\(error)"
            scene.context.writeTalk("error: cannot write the result: \(reason)\n")
            return .failed
        }
    }

    /// A result that cannot be kept is known before the work, not after it.
    static func checkFiles(_ command: any LockstepCommand, _ scene: CommandScene) throws {
        for file in [command.global.output].compactMap(\.self) + command.reports.map(\.file) {
            try PrivateFile.check(scene.path(file), namedBy: file)
        }
    }

    private static func write(_ payload: any CommandPayload, _ scene: CommandScene, to file: String?) throws {
        let text = try text(of: payload, as: ReportFormat(scene.format), style: scene.style)
        guard let file else { return try scene.context.writeOutput(text) }
        try PrivateFile.write(text, to: file)
    }

    /// Writes the reports of one run; a file that cannot be written costs no other one.
    ///
    /// - Returns: whether all were written.
    @discardableResult static func write(
        _ payload: any CommandPayload, to reports: [ReportFile], _ scene: CommandScene
    ) -> Bool {
        let style = TextStyle(usesColor: false, isVerbose: scene.style.isVerbose)
        let failed = reports.filter { report in
            do {
                try PrivateFile.write(
                    try text(of: payload, as: report.format, style: style), to: scene.path(report.file))
                return false
            } catch {
                let failure = ErrorPresentation.failure(from: error)
                scene.context.writeTalk(FailureText.render(failure, style: scene.talkStyle))
                return true
            }
        }
        return failed.isEmpty
    }

    private static func text(
        of payload: any CommandPayload, as format: ReportFormat, style: TextStyle
    ) throws -> String {
        switch format {
        case .text: payload.text(style: style)
        case .json: try payload.json() + "\n"
        case .markdown: payload.markdown() ?? payload.text(style: style)
        case .html: payload.html() ?? payload.text(style: style)
        case .junit: payload.junit() ?? payload.text(style: style)
        case .sarif: payload.sarif() ?? payload.text(style: style)
        }
    }

    static func isClosedPipe(_ error: any Error) -> Bool {
        (error as? POSIXError)?.code == .EPIPE
    }
}
