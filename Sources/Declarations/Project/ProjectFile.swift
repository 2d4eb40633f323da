package import SyncModel

/// The project file `lockstep.yaml`: what it sets, where, for all environments and for each.
package struct ProjectFile: Sendable {
    /// The name of the file at the root of a project.
    package static let fileName = "lockstep.yaml"

    /// A setting with the place that gives it.
    package struct Setting: Sendable {
        package var value: SettingValue
        package var location: SourceLocation
    }

    /// What one level of the file holds: its top, or one section of `environments:`.
    package struct Section: Sendable {
        package var location: SourceLocation
        package var settings: [SettingKey: Setting] = [:]
        package var checks: [String: CheckSetting] = [:]
        package var drift: DriftRules?

        /// The names that `backend.airflow_cfg` gives, with their places in that file.
        package var airflowConfig: [SettingKey: Setting] = [:]
    }

    /// The severity of one check; nil switches it off.
    package struct CheckSetting: Sendable {
        package var severity: Diagnostic.Severity?
        package var location: SourceLocation
    }

    package var top: Section
    package var environments: [String: Section]

    /// Environments that have a folder under `environments/`.
    package var overlayFolders: [String] = []

    /// Every environment that can be named: `default`, those of the file and those with a folder.
    package var environmentNames: [String] {
        Set(["default"]).union(environments.keys).union(overlayFolders).sorted()
    }
}

/// What to do about changes that others made, per glob over selectors.
package struct DriftRules: Sendable, Hashable {
    package enum Policy: String, Sendable, CaseIterable { case report, overwrite, ignore }

    /// A glob with what it sets, in file order; the last match decides.
    package struct Rule<Value: Sendable & Hashable>: Sendable, Hashable {
        package var glob: Glob
        package var value: Value
        package var location: SourceLocation
    }

    package var policies: [Rule<Policy>] = []
    package var ignoredFields: [Rule<[String]>] = []

    package init() {}

    /// Fields of an entry that are never compared.
    package func ignoredFields(for id: EntryID) -> Set<String> {
        Set(ignoredFields.filter { $0.glob.matches(id.selector) }.flatMap(\.value))
    }
}
