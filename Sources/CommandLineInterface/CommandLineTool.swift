import ArgumentParser
import Planning
import SyncEngine
import SyncModel

/// Parses, runs and renders: the only place that knows formats, streams and exit codes together.
package enum CommandLineTool {
    /// Runs the tool and returns the exit code of the process.
    package static func run(_ context: CommandContext) async -> Int32 {
        if let topic = HelpTopic(arguments: context.arguments) { return write(topic, context) }
        let arguments = ArgumentOrder.commandFirst(context.arguments, groups: RootCommand.groups)
        if let unknown = UnknownCommand(in: arguments) { return usageFailed(unknown.failure, context) }
        let parsed: any ParsableCommand
        do {
            parsed = try RootCommand.parseAsRoot(arguments)
        } catch {
            return parsingFailed(error, context)
        }
        guard let command = parsed as? any LockstepCommand else { return await runPlain(parsed, context) }
        return await run(command, context)
    }

    private static func write(_ topic: HelpTopic, _ context: CommandContext) -> Int32 {
        do {
            try context.writeOutput(topic.text)
        } catch {
            if !isClosedPipe(error) { return Planning.ExitCode.failed.rawValue }
        }
        return Planning.ExitCode.done.rawValue
    }

    private static func run(_ command: any LockstepCommand, _ context: CommandContext) async -> Int32 {
        let scene = scene(for: command, context)
        let result: Result<CommandOutcome, EngineFailure> = await Signals.cancelling(notice: context.writeTalk) {
            do {
                try checkFormats(command, scene)
                try checkFiles(command, scene)
                return .success(try await command.run(in: scene))
            } catch {
                return .failure(ErrorPresentation.failure(from: error))
            }
        }
        scene.progress.clear()
        switch result {
        case .success(let outcome):
            let isReported = write(outcome.payload, to: command.reports, scene)
            let exit = outcome.exit == .done && !isReported ? .failed : outcome.exit
            return (deliver(outcome.payload, scene, to: command.global.output) ?? exit).rawValue
        case .failure(let failure):
            let payload = FailurePayload(
                command: name(of: command), environment: scene.environment, failure: failure)
            let isLost = failure.code == PrivateFile.notWritableCode
            if !isLost { write(payload, to: command.reports, scene) }
            if scene.format != .text, scene.format.isForPrograms || command.global.output != nil {
                _ = deliver(payload, scene, to: isLost ? nil : command.global.output)
            }
            context.writeTalk(FailureText.render(failure, style: scene.talkStyle))
            return failure.exit.rawValue
        }
    }

    /// The formats that every command takes give its text where it has no such form, which is said; others are refused.
    private static func checkFormats(_ command: any LockstepCommand, _ scene: CommandScene) throws {
        let name = "lockstep \(name(of: command))"
        let present = ReportFormat.allCases.filter(command.formats.contains).map(\.rawValue).joined(separator: ", ")
        let wanted = ReportFormat(scene.format)
        let refused = ([wanted] + command.reports.map(\.format)).first { form in
            !command.formats.contains(form) && (form != wanted || form == .sarif)
        }
        if let refused {
            throw EngineFailure(
                .usage, code: "usage", "`\(name)` has no \(refused.rawValue) form",
                hints: ["its forms are \(present); see `lockstep help formats`"])
        }
        guard !command.formats.contains(wanted) else { return }
        scene.say("note: `\(name)` has no \(wanted.rawValue) form, this is its text; its forms are \(present)")
    }

    private static func scene(for command: any LockstepCommand, _ context: CommandContext) -> CommandScene {
        let global = command.global
        let format = global.format ?? context.variables["LOCKSTEP_FORMAT"].flatMap(OutputFormat.init) ?? .text
        let color = format == .text && global.output == nil && context.usesColor(global.color)
        return CommandScene(
            context: context, format: format, style: TextStyle(usesColor: color, isVerbose: global.verbose),
            quiet: global.quiet,
            progress: ProgressLine(
                isTerminal: context.talkIsTerminal && !context.isCI, isQuiet: global.quiet, write: context.writeTalk),
            repository: global.repository, flags: global.flags, lockTimeout: command.lockTimeout)
    }

    /// Help, versions, completions and mistakes in the arguments.
    private static func parsingFailed(_ error: any Error, _ context: CommandContext) -> Int32 {
        let code = RootCommand.exitCode(for: error).rawValue
        let message = RootCommand.fullMessage(for: error)
        let text = message.hasPrefix("Error: ") ? "error: " + message.dropFirst("Error: ".count) : message
        if code == 0 {
            try? context.writeOutput(text + "\n")
            return 0
        }
        return usageFailed(
            EngineFailure(.usage, code: "usage", RootCommand.message(for: error)), context, saying: text + "\n")
    }

    /// - Parameter text: what people read, if not the failure itself.
    private static func usageFailed(
        _ failure: EngineFailure, _ context: CommandContext, saying text: String? = nil
    ) -> Int32 {
        if asksForJSON(context),
            let json = try? FailurePayload(command: context.arguments.first ?? "", failure: failure).json()
        {
            try? context.writeOutput(json + "\n")
        }
        let style = TextStyle(usesColor: false, isVerbose: false)
        context.writeTalk(text ?? FailureText.render(failure, style: style))
        return failure.exit.rawValue
    }

    private static func runPlain(_ command: any ParsableCommand, _ context: CommandContext) async -> Int32 {
        var command = command
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return 0
        } catch {
            return parsingFailed(error, context)
        }
    }

    private static func asksForJSON(_ context: CommandContext) -> Bool {
        let arguments = context.arguments
        return arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
            || context.variables["LOCKSTEP_FORMAT"] == "json"
    }

    private static func name(of command: any LockstepCommand) -> String {
        type(of: command).path
    }
}
