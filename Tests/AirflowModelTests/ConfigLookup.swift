import SyncModel

@testable import AirflowModel

/// Where Airflow takes a configuration option from, as far as a secrets backend is concerned: with it the recorded lookups
/// judge which options count as sensitive, how `airflow.cfg` is interpolated and what the backend's answers mean.
///
/// The order is: environment value, environment command, environment secret, file value, file command, file secret,
/// default. So a plain `key =` in `airflow.cfg`, even an empty one, hides `key_secret`.
struct ConfigLookup: Sendable {
    /// What decides the option.
    enum Source: Sendable, Hashable {
        /// A value in the environment, as it stands there.
        case environment(String)
        case environmentCommand
        /// A name in the environment, and what the backend gave for it.
        case environmentSecret(JSONValue)
        /// A value in the file; a `$VAR` in it is expanded by Airflow.
        case file(String)
        case fileCommand
        /// A name in the file, and what the backend gave for it.
        case fileSecret(JSONValue)
        /// Airflow's own default.
        case builtIn
    }

    /// The answer for one option.
    struct Outcome: Sendable, Hashable {
        var source: Source
        /// The names that the backend was asked for, in order.
        var askedNames: [String]
    }

    private let environment: [String: String]
    private let file: [String: [String: String]]
    private let options: SensitiveOptions

    /// The old names under which options are still honoured.
    private let oldNames: [SensitiveOptions.Option: SensitiveOptions.Option]

    /// Looks in these environment variables and in this `airflow.cfg`, by section and key as they are written there.
    init(environment: [String: String], file: [String: [String: String]], rules: AirflowRules = .current) {
        self.environment = environment
        self.file = file
        options = SensitiveOptions(rules: rules)
        oldNames = rules.version.isAtLeast(3, 0, 0) ? Self.oldNamesOfAirflow3 : Self.oldNamesOfAirflow2
    }

    /// Finds what decides an option.
    ///
    /// `read` is asked for the names that Airflow would ask the backend for; its null
    /// counts as missing and leads to the next source.
    /// - Throws: what `read` throws, on which Airflow stops, or `invalidInterpolation`.
    func find(
        section: String, option: String, read: (String) throws(AirflowModelError) -> JSONValue
    ) throws(AirflowModelError) -> Outcome {
        let wanted = SensitiveOptions.Option(section, option)
        let names = [wanted] + [oldNames[wanted]].compactMap(\.self)
        var outcome = Outcome(source: .builtIn, askedNames: [])
        for name in names {
            if let source = try environmentSource(name, &outcome.askedNames, read) {
                outcome.source = source
                return outcome
            }
        }
        for name in names {
            if let value = fileValue(name.section, name.name) {
                outcome.source = .file(try interpolated(value, section: name.section))
                return outcome
            }
        }
        for name in names where options.contains(name) && fileValue(name.section, name.name + "_cmd") != nil {
            outcome.source = .fileCommand
            return outcome
        }
        for name in names where options.contains(name) {
            guard let secret = fileValue(name.section, name.name + "_secret") else { continue }
            let secretName = try interpolated(secret, section: name.section)
            outcome.askedNames.append(secretName)
            let value = try read(secretName)
            guard value.isTruthy else { continue }
            outcome.source = .fileSecret(value)
            return outcome
        }
        return outcome
    }

    private func environmentSource(
        _ option: SensitiveOptions.Option, _ asked: inout [String],
        _ read: (String) throws(AirflowModelError) -> JSONValue
    ) throws(AirflowModelError) -> Source? {
        let section = option.section.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "_")
        let name = "AIRFLOW__\(section.uppercased())__\(option.name.uppercased())"
        if let value = environment[name] { return .environment(value) }
        guard options.contains(option) else { return nil }
        if environment[name + "_CMD"] != nil { return .environmentCommand }
        guard let secret = environment[name + "_SECRET"] else { return nil }
        asked.append(secret)
        let value = try read(secret)
        return value.isNull ? nil : .environmentSecret(value)
    }

    /// Python's parser keeps the case of sections and lower-cases keys.
    private func fileValue(_ section: String, _ key: String) -> String? {
        file[section]?.first { $0.key.lowercased() == key }?.value
    }

    private func interpolated(_ value: String, section: String) throws(AirflowModelError) -> String {
        try ConfigInterpolation.resolved(value, section: section) { fileValue(section, $0) }
    }

    private static let oldNamesOfAirflow2 = [
        SensitiveOptions.Option("database", "sql_alchemy_conn"): SensitiveOptions.Option("core", "sql_alchemy_conn")
    ]

    private static let oldNamesOfAirflow3 = oldNamesOfAirflow2.merging([
        SensitiveOptions.Option("api", "secret_key"): SensitiveOptions.Option("webserver", "secret_key")
    ]) { first, _ in first }
}
