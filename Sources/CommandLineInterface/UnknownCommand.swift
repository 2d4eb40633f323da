import ArgumentParser
import Declarations
import Planning
import SyncEngine

/// A command that there is not, in the arguments or after `help`.
struct UnknownCommand {
    let name: String

    /// The commands before it: `lockstep`, `lockstep secret`.
    let group: String

    /// The words that were probably meant.
    let suggestion: String?

    /// Nil where the first words name a command, or an option stands in their place.
    init?(in arguments: [String]) {
        var group = "lockstep"
        var type: any ParsableCommand.Type = RootCommand.self
        let isHelp = arguments.first == "help"
        for word in isHelp ? arguments.dropFirst() : arguments[...] {
            let known = type.configuration.subcommands
            guard !known.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let next = known.first(where: { $0._commandName == word }) else {
                name = word
                self.group = group
                let topics = isHelp ? HelpTopic.allCases.map(\.rawValue) : []
                suggestion = Declarations.suggestion(for: word, among: known.map { $0._commandName } + topics)
                    .map {
                        topics.isEmpty ? "\(group) \($0)" : "lockstep help\(group.dropFirst("lockstep".count)) \($0)"
                    }
                return
            }
            group += " " + word
            type = next
        }
        return nil
    }

    var failure: EngineFailure {
        let nearest = suggestion.map { ["did you mean `\($0)`?"] } ?? []
        return EngineFailure(
            .usage, code: "usage", "`\(group)` has no command `\(name)`",
            hints: nearest + ["`\(group) --help` lists them"])
    }
}
