import Subprocess

/// Runs a body while another process holds an exclusive kernel lock on a file; afterwards that process is killed.
package func whileAnotherProcessLocks(
    _ path: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Void
) async throws {
    _ = try await Subprocess.run(
        .name("flock"), arguments: ["--no-fork", path, "sh", "-c", "echo locked; exec sleep 600"], input: .none,
        output: .sequence, error: .discarded
    ) { execution in
        for try await line in execution.standardOutput.strings() where line.contains("locked") { break }
        do {
            try await body()
        } catch {
            try execution.send(signal: .kill)
            throw error
        }
        try execution.send(signal: .kill)
    }
}
