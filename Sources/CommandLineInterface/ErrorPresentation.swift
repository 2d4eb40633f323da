import AkeylessClient
import Declarations
import DevGateway
import Ledger
import Planning
import SyncEngine
import SyncModel

/// Turns the errors of every module into failures with an exit code; the only file that knows them all.
enum ErrorPresentation {
    static func failure(from error: any Error) -> EngineFailure {
        switch error {
        case let failure as EngineFailure: failure
        case let error as AkeylessError: EngineFailure(error)
        case let error as LedgerError where error.code == .interrupted:
            EngineFailure(
                .failed, code: "interrupted", "interrupted while git was at work",
                hints: ["run the command again: what was begun is found and finished first"])
        case let error as LedgerError: failure(error)
        case let error as RepoFileError:
            EngineFailure(
                .failed, code: "file-\(error.code.rawValue)", "\(escapedForTerminal(error.path)): \(error.reason)",
                hints: ["make room for the file, or name another folder, and run the command again"])
        case let error as GatewayError: failure(error)
        case let error as TransportError:
            EngineFailure(
                .invalidInput, code: "transport", "the connection cannot be set up", causes: [error.reason],
                hints: ["`lockstep config` shows where ca_file and client_certificate come from"])
        case is CancellationError: interrupted
        default:
            EngineFailure(
                .ourBug, code: "unexpected", "this is a bug in Lockstep", causes: ["\(type(of: error))"],
                hints: ["please report it with the command and this message"])
        }
    }

    private static let interrupted = EngineFailure(
        .failed, code: "interrupted", "interrupted; nothing was written")

    private static func failure(_ error: LedgerError) -> EngineFailure {
        let exit: Planning.ExitCode =
            switch error.code {
            case .notALedger, .anotherProject, .anotherEnvironment, .unknownVersion, .branchInTheWay, .branchCheckedOut,
                .missingIdentity, .repository, .unknownRevision, .noIntent:
                .invalidInput
            case .locked, .intentExists: .locked
            case .raced, .diverged: .stale
            case .inconsistentUpdate: .ourBug
            case .wrongKey, .damaged, .notWritable, .shallow, .git, .signing, .remote, .interrupted:
                .failed
            }
        let causes = exit == .failed ? [error.cause].compactMap(\.self) : []
        return EngineFailure(
            exit, code: "ledger-\(error.code.rawValue)", error.description, causes: error.causes + causes,
            hints: error.hints)
    }

    private static func failure(_ error: GatewayError) -> EngineFailure {
        let exit: Planning.ExitCode =
            switch error.code {
            case .dataFileInUse: .locked
            case .invalidConfiguration, .remoteAddressRefused, .dataFileForeign: .invalidInput
            default: .failed
            }
        let hints: [String] =
            switch error.code {
            case .dataFileInUse:
                [
                    "wait until the other command ends; commands that write wait by themselves with --lock-timeout 60",
                    "for several at once, give the file a gateway of its own, `lockstep gateway run --data FILE`, "
                        + "and set gateway.url",
                ]
            case .portInUse: ["--port takes another one; --port 0 takes a free one and says which"]
            case .remoteAddressRefused:
                [
                    "--allow-remote does it; whoever reaches that address reaches the gateway, and its values lie in plain"
                ]
            default: []
            }
        return EngineFailure(exit, code: "gateway-\(error.code.rawValue)", error.reason, hints: hints)
    }
}
