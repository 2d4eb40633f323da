/// Where a mirrored item comes from, in place of the file that declares others.
extension SourceLocation {
    private static let scheme = "mirror://"

    /// Stands for the environment that an item was copied from; no path of a declaration begins like it.
    package static func mirror(of environment: String) -> SourceLocation {
        SourceLocation(file: scheme + environment)
    }

    /// The environment that an item was copied from; nil for items that files declare.
    package var mirroredFrom: String? {
        file.dropping(prefix: Self.scheme)
    }
}

extension AppliedRecord {
    /// The environment that the item was copied from; nil where a declaration was applied.
    package var mirroredFrom: String? { source?.mirroredFrom }
}
