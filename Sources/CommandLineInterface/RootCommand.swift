import ArgumentParser
import SyncEngine

/// `lockstep`
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lockstep",
        abstract: "Keep Airflow's secrets in Akeyless in lockstep with Git.",
        discussion: """
            Connections, variables and config options are files in a Git repository; plan shows what differs from \
            Akeyless, apply makes it match and records the revision on a ledger branch.

            Exit codes: 0 done or nothing to do, 1 failed, 2 changes pending, 3 partly applied, 4 stale, 5 safety limit, \
            6 locked, 7 invalid input, 8 drift or conflict, 9 login, permission or untrusted gateway, 64 usage, 70 our bug.

            More: lockstep help exit-codes, help references, help formats; a manual page: lockstep help man | man -l -; \
            completions: lockstep --generate-completion-script bash (zsh, fish).
            """,
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Files",
                subcommands: [InitCommand.self, ImportCommand.self, ValidateCommand.self, SchemaCommand.self]),
            CommandGroup(
                name: "Plan and apply",
                subcommands: [
                    PlanCommand.self, ApplyCommand.self, RollbackCommand.self, StatusCommand.self, MirrorCommand.self,
                ]),
            CommandGroup(
                name: "History",
                subcommands: [
                    LogCommand.self, BlameCommand.self, ShowCommand.self, VerifyCommand.self, LedgerCommand.self,
                    UnlockCommand.self,
                ]),
            CommandGroup(name: "Reading", subcommands: [GetCommand.self, ConfigCommand.self, VersionCommand.self]),
            CommandGroup(name: "Airflow", subcommands: [AirflowCommand.self]),
            CommandGroup(name: "Akeyless", subcommands: [SecretCommand.self, AuthCommand.self]),
            CommandGroup(name: "Development", subcommands: [GatewayCommand.self]),
        ])

    /// Commands that have commands of their own.
    static let groups: Set<String> = ["airflow", "auth", "gateway", "help", "ledger", "secret"]
}
