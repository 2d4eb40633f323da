package import AirflowModel

/// Keys of config options that spell the option they are for.
///
/// Airflow asks for whatever its `_secret` setting names, so a key may be any text; one that is spelled like its option
/// can be checked and configured.
package enum OptionName {
    /// Sections in which every sensitive option is known; those of providers may have more.
    private static let coreSections: Set<String> = [
        "core", "database", "logging", "api", "api_auth", "scheduler", "webserver", "dag_processor", "triggerer",
        "metrics", "secrets", "workers", "sentry",
    ]

    /// The option that a key spells: `core.fernet_key`, `core/fernet_key`, `core__fernet_key` or
    /// `AIRFLOW__CORE__FERNET_KEY`, with `_SECRET` behind the last or not.
    package static func option(spelledBy key: String) -> SensitiveOptions.Option? {
        var name = key.lowercased()
        if name.hasPrefix("airflow__") { name.removeFirst("airflow__".count) }
        if name.hasSuffix("_secret"), name.contains("__") { name.removeLast("_secret".count) }
        for separator in ["__", "/", "."] {
            guard let cut = name.firstRange(of: separator) else { continue }
            let (section, option) = (name[..<cut.lowerBound], name[cut.upperBound...])
            if !section.isEmpty && !option.isEmpty { return .init(String(section), String(option)) }
        }
        return nil
    }

    /// Whether the option is in a section of Airflow itself.
    static func isCore(_ option: SensitiveOptions.Option) -> Bool {
        coreSections.contains(option.section)
    }
}
