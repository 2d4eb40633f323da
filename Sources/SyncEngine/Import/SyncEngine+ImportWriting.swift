import AirflowModel
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// Drafts declarations, proves them, and writes the files.
    func write(
        _ candidates: [ImportCandidate], _ request: ImportRequest, _ target: ImportTarget,
        into outcome: inout ImportOutcome
    ) async throws {
        var (drafts, composer) = try compose(candidates, request, target)
        drafts = await proven(drafts, into: &outcome)
        // What could not be proven leaves nothing behind in encrypted files and lists of names either.
        if drafts.count < candidates.count {
            (drafts, composer) = try compose(drafts.map(\.candidate), request, target)
        }
        let edits = try await edits(for: drafts, composer, request, target)
        try write(edits, drafts, target, into: &outcome)
    }

    private func compose(
        _ candidates: [ImportCandidate], _ request: ImportRequest, _ target: ImportTarget
    ) throws -> ([EntryDraft], DraftComposer) {
        let edits = FileEdits(files: target.files, prefix: target.prefix)
        var encrypted: [String: String] = [:]
        for folder in Set(candidates.map { ImportLayout.folder(of: $0.id) }) {
            let ending = request.secrets == .age ? ".json.age" : ".sops.json"
            encrypted[folder] = try edits.freeName("encrypted/" + folder, ending)
        }
        var composer = DraftComposer(
            form: request.secrets, encryptedFiles: encrypted, usedNames: target.usedNames)
        let drafts = candidates.map { composer.draft($0) }
        return (drafts, composer)
    }

    /// The drafts that say exactly what they should; the others become findings.
    func proven(_ drafts: [EntryDraft], into outcome: inout ImportOutcome) async -> [EntryDraft] {
        let check = DraftCheck(settings: settings, environmentFolder: ImportLayout.environmentFolder(environment))
        let problems = await check.problems(drafts)
        for draft in drafts {
            guard let problem = draft.exposed.map(Self.secretDescription) ?? problems[draft.id].map(Self.notExact)
            else {
                continue
            }
            // A caution said that the entry is imported, which it is not.
            outcome.findings.removeAll { $0.id == draft.id }
            outcome.findings.append(
                ImportFinding(
                    code: problem.code, path: draft.candidate.path, id: draft.id,
                    today: "Airflow reads it, but \(problem.reason)", fix: problem.fix))
        }
        return drafts.filter { $0.exposed == nil && problems[$0.id] == nil }
    }

    private typealias Problem = (code: ImportFinding.Code, reason: String, fix: String)

    private static func notExact(_ reason: String) -> Problem {
        (.notExact, reason, "declare it by hand as it should be and run lockstep apply --overwrite-unmanaged")
    }

    private static func secretDescription(_ looks: String) -> Problem {
        (
            .secretDescription, "its description looks like \(looks), and a description would be in Git as it is",
            "take the secret out of the description and import again"
        )
    }

    private func edits(
        for drafts: [EntryDraft], _ composer: DraftComposer, _ request: ImportRequest, _ target: ImportTarget
    ) async throws -> FileEdits {
        var edits = FileEdits(files: target.files, prefix: target.prefix)
        let encryption = FileEncryption(
            projectRoot: context.directory, variables: context.variables, recipients: request.ageRecipients)
        let tool: EncryptionTool = request.secrets == .age ? .age : .sops
        for (folder, document) in composer.sealed.sorted(by: { $0.key < $1.key }) {
            guard let file = composer.encryptedFiles[folder] else { continue }
            context.progress(ProgressEvent(phase: "encrypting \(file)"))
            do {
                let bytes = try await encryption.encrypt(document, as: file, with: tool)
                edits.addNew(file, bytes, added: document.members.count)
            } catch {
                throw EngineFailure(
                    .failed, code: "not-encrypted", "the secrets cannot be encrypted; nothing was written",
                    causes: [error.reason], hints: [error.hint].compactMap(\.self))
            }
        }
        try edits.addVariables(composer.variables)
        try edits.add(drafts, isPrivate: request.secrets == .plaintext)
        return edits
    }

    /// Puts the files in place, each in one step.
    func write(
        _ edits: FileEdits, _ drafts: [EntryDraft], _ target: ImportTarget, into outcome: inout ImportOutcome
    ) throws {
        for edit in edits.edits {
            do throws(RepoFileError) {
                try target.files.write(edit.path, edit.after, replacing: edit.before, isPrivate: edit.isPrivate)
            } catch {
                let written = outcome.files.map(\.path).joined(separator: ", ")
                throw EngineFailure(
                    .failed, code: "not-writable", "cannot write \(escapedForTerminal(edit.path)): \(error.reason)",
                    causes: written.isEmpty ? ["no file was written"] : ["written before: \(written)"],
                    hints: ["make room for it and run the import again; what is declared is not imported twice"])
            }
            outcome.files.append(.init(path: edit.path, isNew: edit.before == nil, added: edit.added))
        }
        outcome.entries += drafts.sorted { $0.id < $1.id }.map { draft in
            ImportOutcome.Entry(
                id: draft.id, path: draft.candidate.path, source: edits.locations[draft.id],
                secretFields: draft.secretFields)
        }
    }
}
