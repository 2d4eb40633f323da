// swift-tools-version: 6.2
// A package of one's own that uses Lockstep's library. Copied elsewhere, it needs only another path.
import PackageDescription

let package = Package(
    name: "secrets-report",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "lockstep", path: "../..")],
    targets: [
        .executableTarget(
            name: "SecretsReport", dependencies: [.product(name: "AirflowAkeyless", package: "lockstep")])
    ]
)
