import Declarations
import Ledger
import Planning
package import SyncModel

/// A secret that some commit brought into a declaration; never its value.
package struct HistoryFinding: Sendable, Hashable, Codable {
    package var commit: String
    package var file: String
    package var line: Int

    /// The id of the check that found it.
    package var rule: String
}

/// What a scan of the history found.
package struct HistoryScan: Sendable {
    package var commits = 0
    package var files = 0

    /// In the order of commits, each secret where it appeared first.
    package var findings: [HistoryFinding] = []
    package var messages: [HistoryFinding: String] = [:]

    /// How many findings the baseline accepts.
    package var accepted = 0

    /// Versions that no reader understands; a secret in there is not found.
    package var unreadable: [(commit: String, file: String)] = []

    /// How many versions a partial clone left out.
    package var missing = 0

    /// Whether older commits are not in this clone.
    package var isCut = false
}

extension SyncEngine {
    /// Looks for plain-text secrets in every version of every declaration.
    ///
    /// - Parameter baseline: findings that someone has accepted.
    package func scanHistory(accepting baseline: Set<HistoryFinding>) async throws -> HistoryScan {
        let repository = try LedgerRepository(containing: context.directory, variables: context.variables)
        let prefix = try await git("rev-parse", "--show-prefix").line
        let scanner = SecretScan(settings: settings)
        var scan = HistoryScan()
        var known: Set<[String]> = []
        let progress = context.progress
        let (commits, missing, isCut) = try await repository.forEachVersion(
            of: { path in path.dropping(prefix: prefix).map(SecretScan.isScanned) ?? false },
            { version in
                let path = version.path.dropping(prefix: prefix) ?? version.path
                scan.files += 1
                progress(ProgressEvent(phase: "scanning versions of files", done: scan.files))
                guard let found = scanner.findings(in: version.bytes, path: path) else {
                    scan.unreadable.append((version.commit, path))
                    return
                }
                let lines = version.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                for secret in found {
                    let line = secret.location?.line ?? 0
                    // The same line of a later version is the same secret; compared in memory and nowhere kept.
                    let text = lines.indices.contains(line - 1) ? String(decoding: lines[line - 1], as: UTF8.self) : ""
                    guard known.insert([path, secret.code, text]).inserted else { continue }
                    let finding = HistoryFinding(commit: version.commit, file: path, line: line, rule: secret.code)
                    scan.messages[finding] = secret.message
                    if baseline.contains(finding) { scan.accepted += 1 } else { scan.findings.append(finding) }
                }
            })
        (scan.commits, scan.missing, scan.isCut) = (commits, missing, isCut)
        return scan
    }
}

extension HistoryScan {
    /// The findings as problems of the files they are in.
    package var diagnostics: [Diagnostic] {
        let secrets = findings.map { finding in
            Diagnostic(
                .error, code: finding.rule,
                "commit \(finding.commit.prefix(12)): \(messages[finding] ?? finding.rule)",
                at: SourceLocation(file: finding.file, line: finding.line),
                hint:
                    "who has the repository has the secret: replace it, then accept the finding with --update-baseline")
        }
        let unread = unreadable.map { version in
            Diagnostic(
                .historyUnreadable, "commit \(version.commit.prefix(12)): this version cannot be read",
                at: SourceLocation(file: version.file))
        }
        let cut = Diagnostic(
            .historyShallow, "this clone is shallow: older commits were not scanned",
            hint: "run: git fetch --unshallow")
        let partial = Diagnostic(
            .historyPartial,
            "\(counted(missing, "version")) of files not in this clone: not scanned",
            hint: "run: git fetch --refetch --no-filter")
        return secrets + unread + (missing > 0 ? [partial] : []) + (isCut ? [cut] : [])
    }
}
