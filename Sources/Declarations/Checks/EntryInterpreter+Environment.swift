import SyncModel

extension EntryInterpreter {
    /// What belongs to the environment, or to a shell, and means nothing to Airflow's files.
    mutating func checkEnvironment(_ entry: LayerEntry) {
        let key = entry.id.key
        for prefix in ["AIRFLOW_CONN_", "AIRFLOW_VAR_"] {
            guard let rest = key.dropping(prefix: prefix), !rest.isEmpty else { continue }
            find(
                .environmentName, "the key is the name of an environment variable", at: entry.location,
                hint: "name it `\(escapedForTerminal(rest.lowercased()))`, or use lockstep import --from-export")
        }
        guard entry.location.file.hasSuffix(".env") else { return }
        if key.begins(with: "export ") {
            find(.envSyntax, "`export` is taken for a part of the key", at: entry.location, hint: "leave it out")
        }
        guard let problem = entry.value.text.flatMap(EnvValueSyntax.problem) else { return }
        find(.envSyntax, problem.message, at: entry.value.location, hint: problem.hint)
    }
}
