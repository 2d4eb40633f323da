import ArgumentParser

/// From where, to where, and how much of it.
struct MirrorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The environment whose Akeyless paths are read.", valueName: "env"))
    var from: String

    @Option(help: ArgumentHelp("The environments that receive them; may be repeated.", valueName: "env,env"))
    var to: [String]

    @OptionGroup var scope: ScopeOptions

    @Flag(help: "Write nothing: compare every value, and name the differences by path and field.")
    var check = false

    /// The targets in the order given.
    var targets: [String] { to.flatMap { $0.split(separator: ",").map(String.init) } }

    mutating func validate() throws {
        guard !targets.isEmpty else { throw ValidationError("--to names no environment") }
        if targets.contains(from) { throw ValidationError("\(from) cannot be mirrored to itself") }
        if let twice = targets.first(where: { name in targets.count { $0 == name } > 1 }) {
            throw ValidationError("--to names \(twice) twice")
        }
    }
}
