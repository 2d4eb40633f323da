import CLibgit2

/// One Git repository: the only owner of libgit2's objects for it, and the only way to them.
///
/// It reads objects and references and adds new ones. It never touches `HEAD`, the index or the work tree, and it makes
/// nothing visible except through ``publish(_:to:expecting:note:)`` and ``deleteReference(_:expecting:)``, which state what
/// they expect to find.
package actor GitRepository {
    /// Where a repository lives.
    package struct Location: Sendable, Hashable {
        /// The files of this work tree: `.git`, or `.git/worktrees/<name>`; ends with a slash.
        package var gitDirectory: String

        /// The files that all work trees share; ends with a slash.
        package var commonDirectory: String

        /// Nil for a bare repository.
        package var workTree: String?
    }

    package nonisolated let location: Location
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let handle: GitHandle
    let objects: GitHandle
    let environment: [String: String]
    private nonisolated let executor = GitExecutor()

    /// Opens the repository that a folder lies in, as `git` would find it from there.
    ///
    /// - Parameters:
    ///   - folder: Where to start; the search goes up until a `.git` or a bare repository is found.
    ///   - environment: The variables that Git's configuration and identity depend on.
    /// - Throws: `notARepository`, `foreignOwner`, `sha256Repository`, `unsupportedExtension`, `invalidConfiguration`.
    package init(containing folder: String, environment: [String: String]) throws(GitError) {
        try GitLibrary.start()
        let handle = try Self.open(folder, ceilings: environment["GIT_CEILING_DIRECTORIES"])
        let location = Self.location(of: handle.raw)
        try GitPlacement.check(
            folder, gitDirectory: location.gitDirectory, ceilings: environment["GIT_CEILING_DIRECTORIES"])
        try GitOwnership.check(
            workTree: location.workTree, gitDirectory: location.gitDirectory, environment: environment)
        let configuration = try GitConfiguration.complete(
            environment: environment, repository: handle.raw, commonDirectory: location.commonDirectory,
            gitDirectory: location.gitDirectory)
        try configuration.install(in: handle.raw)
        let raw = handle.raw
        objects = try GitHandle.make("git_repository_odb", free: git_odb_free) { git_repository_odb($0, raw) }
        self.handle = handle
        self.location = location
        self.environment = environment
    }

    /// Whether this is a shallow clone, whose oldest commits have parents that are not there.
    package var isShallow: Bool { git_repository_is_shallow(handle.raw) == 1 }

    func configuration() throws(GitError) -> GitConfiguration {
        try GitConfiguration.complete(
            environment: environment, repository: handle.raw, commonDirectory: location.commonDirectory,
            gitDirectory: location.gitDirectory)
    }

    private static func open(_ folder: String, ceilings: String?) throws(GitError) -> GitHandle {
        do {
            return try GitHandle.make("git_repository_open_ext", folder, free: git_repository_free) {
                git_repository_open_ext($0, folder, 0, ceilings)
            }
        } catch let error where error.code == .notFound {
            throw GitError(
                .notARepository, operation: error.operation, subject: folder,
                message: "no Git repository here or above",
                hint: "run: git init")
        } catch {
            throw try unsupportedFormat(folder, ceilings: ceilings) ?? error
        }
    }

    private static func location(of repository: OpaquePointer) -> Location {
        func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
        let gitDirectory = text(git_repository_path(repository)) ?? ""
        return Location(
            gitDirectory: gitDirectory, commonDirectory: text(git_repository_commondir(repository)) ?? gitDirectory,
            workTree: text(git_repository_workdir(repository)))
    }
}
