import ArgumentParser
import Foundation
import SyncEngine

/// The manual page, made from what the argument parser knows about the commands: `lockstep help man | man -l -`.
enum ManualPage {
    static var text: String {
        var page = [
            ".TH LOCKSTEP 1 \"\" \"lockstep \(Version.current)\" \"User Commands\"", ".SH NAME",
            "lockstep \\- keep Airflow's secrets in Akeyless in lockstep with Git", ".SH SYNOPSIS", ".B lockstep",
            "[\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]",
        ]
        guard let root = CommandDescription.root else { return page.map { $0 + "\n" }.joined() }
        page += [".SH DESCRIPTION"] + prose(root.discussion)
        page.append(".SH COMMANDS")
        for command in root.commands { page += section(command, path: "lockstep") }
        for topic in [HelpTopic.exitCodes, .references, .formats] {
            let lines = topic.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            page += [".SH \(escaped(lines.first ?? ""))"] + verbatim(lines.dropFirst().joined(separator: "\n"))
        }
        return page.map { $0 + "\n" }.joined()
    }

    private static func section(_ command: CommandDescription, path: String) -> [String] {
        let path = path + " " + command.commandName
        let inner = command.commands.flatMap { section($0, path: path) }
        guard command.commands.isEmpty else { return inner }
        var lines = [".SS \(escaped(path))", escaped(command.abstract ?? "")]
        if !(command.discussion ?? "").isEmpty { lines += [".PP"] + prose(command.discussion) }
        for argument in command.arguments ?? [] where argument.isShown {
            lines += [".TP", "\\fB\(escaped(argument.usage))\\fR", escaped(argument.abstract ?? "")]
        }
        return lines
    }

    /// Paragraphs as wide as the page, with indented lines, which are commands, as they are.
    private static func prose(_ text: String?) -> [String] {
        let lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var page: [String] = []
        var isCommand = false
        for line in lines {
            if line.hasPrefix(" ") != isCommand, !line.isEmpty {
                isCommand.toggle()
                page.append(isCommand ? ".nf" : ".fi")
            }
            page.append(line.isEmpty && !isCommand ? ".PP" : escaped(line))
        }
        return page + (isCommand ? [".fi"] : [])
    }

    private static func verbatim(_ text: String?) -> [String] {
        [".nf"] + (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) } + [
            ".fi"
        ]
    }

    /// Text in which roff finds no request and no escape.
    private static func escaped(_ text: String) -> String {
        let safe = text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
        return safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&" + safe : safe
    }
}

/// A command as `--experimental-dump-help` describes it.
private struct CommandDescription: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String
        }

        let kind: String
        let shouldDisplay: Bool?
        let names: [Name]?
        let valueName: String?
        let abstract: String?

        var isShown: Bool { shouldDisplay != false && !usage.isEmpty }

        var usage: String {
            let value = valueName.map { "<\($0)>" } ?? ""
            guard kind != "positional" else { return value }
            let flags = (names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name }.joined(separator: ", ")
            return kind == "option" ? "\(flags) \(value)" : flags
        }
    }

    private struct Dump: Decodable { let command: CommandDescription }

    let commandName: String
    let shouldDisplay: Bool?
    let abstract: String?
    let discussion: String?
    let subcommands: [CommandDescription]?
    let arguments: [Argument]?

    var commands: [CommandDescription] {
        (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    /// The whole program; nil if the argument parser changed how it describes itself, which a test would tell.
    static var root: CommandDescription? {
        do {
            _ = try RootCommand.parseAsRoot(["--experimental-dump-help"])
            return nil
        } catch {
            let json = RootCommand.fullMessage(for: error)
            return try? JSONDecoder().decode(Dump.self, from: Data(json.utf8)).command
        }
    }
}
