import AirflowModel
import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

/// `lockstep auth`
struct AuthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth", abstract: "The login.", subcommands: [AuthCheckCommand.self])
}

/// `lockstep auth check`
struct AuthCheckCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Log in, and show as whom, until when and with which rights.",
        discussion: """
            Shows the rights on the ledger's key, which should have a rule of its own, and below the three base paths. \
            Exit code 9 if the login fails, with what to check for its method.
            """)

    static let path = "auth check"

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let report = try await scene.withEngine(projectIsOptional: true) { try await $0.access() }
        return CommandOutcome(payload: AccessPayload(report: report, now: scene.engineContext().now()))
    }
}

private struct AccessPayload: CommandPayload {
    let report: AccessReport

    /// Unix seconds.
    let now: Int64

    func json() throws -> String {
        var permissions = JSONObject()
        for (path, rights) in report.permissions { permissions[path] = .array(rights.map { .text($0) }) }
        return PythonJSON.dumps(
            .object([
                "format_version": .text("1.0"), "method": .text(report.method), "access_id": .text(report.accessID),
                "gateway": .text(report.gateway), "expires": .text(report.expires.map(UTCTime.text)),
                "permissions": .object(permissions), "error": .null, "exit_code": .number("0"),
            ]))
    }

    func text(style: TextStyle) -> String {
        var lines = [
            "method     \(report.method)", "access id  \(escapedForTerminal(report.accessID ?? "-"))",
            "gateway    \(escapedForTerminal(report.gateway))", "expires    \(expiry)", "",
        ]
        let width = report.permissions.map { escapedForTerminal($0.path).count }.max() ?? 0
        lines.append(style.bold(padded("", width) + "  " + SyncEngine.rights.joined(separator: "  ")))
        for (path, rights) in report.permissions {
            let marks = SyncEngine.rights.map { padded(rights.contains($0) ? "yes" : "-", $0.count) }
            lines.append(padded(escapedForTerminal(path), width) + "  " + marks.joined(separator: "  "))
        }
        return lines.map { $0.trimmingTrailingBlanks + "\n" }.joined()
    }

    private var expiry: String {
        guard let end = report.expires else { return "not told" }
        let minutes = (end - now) / 60
        return "\(UTCTime.text(end)) (\(minutes > 0 ? "in \(minutes) min" : "now"))"
    }
}

/// Moments as documents write them.
enum UTCTime {
    /// `2026-09-01T10:00:00Z`
    static func text(_ unixSeconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(unixSeconds)).formatted(.iso8601)
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var view = Substring(self)
        while view.last == " " { view.removeLast() }
        return String(view)
    }
}
