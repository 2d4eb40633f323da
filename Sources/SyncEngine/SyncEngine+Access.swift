import AkeylessClient
import Declarations
import Ledger
import SyncModel

/// Who is logged in, until when, and with which rights.
package struct AccessReport: Sendable {
    package var method: String

    /// Nil also where it may not be told.
    package var accessID: String?
    package var gateway: String

    /// Unix seconds; nil where the service does not say.
    package var expires: Int64?

    /// Rights by path, the ledger key's first; a path without any right has an empty list.
    package var permissions: [(path: String, rights: [String])]
}

extension SyncEngine {
    /// The rights that matter here, in the order in which they are shown.
    package static let rights = ["list", "read", "create", "update", "delete"]

    /// Logs in and asks for the rights on the ledger's key and on the base paths.
    package func access() async throws -> AccessReport {
        await noticeUnresolved()
        let connection = try await connection()
        let client = connection.client
        let expires = try await client.sessionEnd()
        let found = try await client.accessID().flatMap { Settings.isAccessID($0) ? $0 : nil }
        var report = AccessReport(
            method: client.methodName, accessID: connection.accessID ?? found, gateway: "\(client.gateway)",
            expires: expires,
            permissions: [])
        for (path, asked) in try await pathsToCheck() {
            report.permissions.append((path, try await rights(at: asked, client)))
        }
        return report
    }

    /// Each path with the one to ask for: rules name what lies below a base path, seldom the base path itself.
    private func pathsToCheck() async throws -> [(path: String, asked: String)] {
        var paths: [(String, String)] = []
        do {
            if let key = try await ledgerKeyPath() { paths.append((key, key)) }
        } catch let error as LedgerError where error.code != .interrupted {
            noticeUnknownKey(error.description, error.hints)
        } catch let failure as EngineFailure {
            noticeUnknownKey(([failure.message] + failure.causes).joined(separator: ": "), failure.hints)
        }
        let separator = settings.text(.separator) ?? "/"
        for base in [SettingKey.connectionsPath, .variablesPath, .configPath].compactMap({ settings.text($0) }) {
            paths.append((base, base + separator + "lockstep-access-check"))
        }
        return paths
    }

    /// The rights below the base paths are worth telling all the same.
    private func noticeUnknownKey(_ reason: String, _ hints: [String]) {
        context.notice("note: the path of the ledger's key is not known: \(reason)")
        for hint in hints { context.notice("  hint: \(hint)") }
    }

    /// Nil outside of a project, which has no ledger.
    private func ledgerKeyPath() async throws -> String? {
        guard self.project != nil else { return nil }
        return location(of: try await sourceIdentity()).keyPath.rawValue
    }

    private func rights(at path: String, _ client: AkeylessClient) async throws -> [String] {
        do {
            let given = Set(try await client.permissions(at: path))
            return given.contains("deny") ? [] : Self.rights.filter(given.contains)
        } catch let error as AkeylessError where [.denied, .notFound].contains(error.kind) && error.login == nil {
            return []
        }
    }
}
