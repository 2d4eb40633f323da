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

    /// Whether the head item lacks the newest commit, which an interrupted run made last.
    var headIsBehind = false

    /// What an apply announced and did not finish recording.
    var unfinished: AnnouncedIntent?
    let reader: MeaningReader
    let blocks: ItemBlocks

    var reading: StoredReading { StoredReading(key: key, reader: reader, blocks: blocks) }
    var observer: Observer { Observer(client: client, location: location, reading: reading) }
}
