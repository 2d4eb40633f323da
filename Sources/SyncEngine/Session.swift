import AirflowModel
import AkeylessClient
import Declarations
import Ledger
import Planning
import SyncModel

/// A connected command: the client, the ledger and the key, with what was found out on the way.
struct Session: Sendable {
    let project: ProjectIdentity
    let client: AkeylessClient
    let gateway: GatewayAddress
    let accessID: String?
    let ledger: Ledger
    let items: LedgerItems
    let location: LedgerLocation
    var applied: AppliedState

    /// The ledger's key; before the first apply one that nothing is recorded with yet.
    var key: FingerprintKey
    var keyIsStored: Bool
    var head: LedgerHead?

    /// How the ledger of this clone stands to the head item and the key.
    var verdict = HeadCheck.Verdict.current

    /// Why the key cannot be used, where the command can do without it.
    var keyProblem: EngineFailure?

    /// Whether a change of the key is recorded and the key's item still holds the old one.
    var isRekeyOpen = false

    /// Whether this clone has revisions that the remote lacks.
    var isAhead = false

    /// What an apply announced and did not finish recording.
    var intent = IntentStanding.none
    let reader: MeaningReader
    let blocks: ItemBlocks

    /// Whether the head item does not name the newest commit, which the next run that writes repairs.
    var headIsBehind: Bool { if case .headIsBehind = verdict { true } else { false } }

    var reading: StoredReading { StoredReading(key: key, reader: reader, blocks: blocks) }
    var observer: Observer { Observer(client: client, location: location, reading: reading) }
}
