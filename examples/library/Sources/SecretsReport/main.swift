// What Airflow's AkeylessHook and AkeylessBackend do, from Swift: logs in with an Airflow connection, reads and writes
// a few items, and asks for a connection as a task would. No value is ever printed.
import AirflowAkeyless
import AirflowModel
import AkeylessClient
import AkeylessWire
import Foundation
import SyncModel

let environment = ProcessInfo.processInfo.environment

// The connection that Airflow itself would take: JSON or a URI in AIRFLOW_CONN_AKEYLESS_DEFAULT.
guard let text = environment["AIRFLOW_CONN_AKEYLESS_DEFAULT"],
    let connection = try ConnectionJSON.parse(text).connection
else {
    print("set AIRFLOW_CONN_AKEYLESS_DEFAULT to a connection in JSON")
    exit(1)
}
let hook = try AkeylessHook(connection: connection, environment: environment)

let test = await hook.testConnection()
print("login: \(test.message)")
guard test.succeeded else { exit(1) }

// Create, update, describe.
var secret = NewSecret(name: "/report/token", value: Secret("made for this report"))
secret.description = "An example"
secret.tags = ["example"]
try await hook.createSecret(secret)
try await hook.updateSecretValue("/report/token", value: Secret("changed"), keepPreviousVersion: true)
let item = try await hook.describeItem("/report/token", showVersions: true)
print("\(item.name): \(item.description), \(item.versions.count) versions")

// A secret prints as <redacted>; reveal() is the one way to its text.
let value = try await hook.secretValue("/report/token")
let previous = try await hook.secretValue("/report/token", version: 1)
print("value: \(value), \(value.reveal().count) characters, as before: \(value == previous)")

// Of many, each has its own outcome: one that is missing costs no other its value.
for (name, reading) in await hook.secretValues(["/report/token", "/report/missing"]).sorted(by: { $0.key < $1.key }) {
    switch reading {
    case .value: print("\(name): read")
    case .absent: print("\(name): absent")
    case .denied(let error), .failed(let error): print("\(name): \(error)")
    }
}

// A connection as Airflow's secrets backend finds and decodes it.
try await hook.createSecret(
    "/airflow/connections/warehouse", value: Secret("postgresql://reader:pw@warehouse.example.com:5432/reporting"))
let answer = try await AkeylessBackend(client: hook.client).connection(id: "warehouse")
if let warehouse = answer.reading?.connection {
    print("warehouse: \(warehouse.connType ?? "?") at \(warehouse.host ?? "?"), from \(answer.answered ?? "?")")
}

for name in ["/report/token", "/airflow/connections/warehouse"] { try await hook.deleteItem(name) }
print("left below /report: \(try await hook.listItems("/report").count) items")
