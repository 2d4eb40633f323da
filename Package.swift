// swift-tools-version: 6.2
import PackageDescription

/// Every target is written in Swift 6 mode with the upcoming features that keep imports and existentials explicit.
/// Continuous integration sets `LOCKSTEP_STRICT` to turn warnings into errors without touching the dependencies.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (Context.environment["LOCKSTEP_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func target(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, resources: resources,
        swiftSettings: settings)
}

/// The program of `Tests/long/fuzz`: built on demand only, because libFuzzer brings its own `main`.
let fuzzer: [Target] =
    Context.environment["LOCKSTEP_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "Fuzzer", dependencies: ["FuzzTargets"], path: "Tests/Fuzzer",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
    ]

let package = Package(
    name: "lockstep",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "lockstep", targets: ["lockstep"]),
        .library(
            name: "AirflowAkeyless",
            targets: ["AirflowAkeyless", "AirflowModel", "AkeylessClient", "AkeylessWire", "SyncModel"]),
    ],
    dependencies: [
        // Commands, options and help, with the conventions users of Swift tools know.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // The HTTP client that honours proxies, custom certificates and time limits on every platform.
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        // HMAC, digests and signatures.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // Certificate chains, for the certificate login of the development gateway.
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        // The PEM texts in which those certificates come.
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        // YAML nodes with line numbers.
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        // The HTTP server of the development gateway.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        // Methods, statuses and header fields, the vocabulary of that server's interface.
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        // SQLite, the store of the development gateway.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // Child processes: git, sops, age, ssh-keygen.
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        // The logging interface that the HTTP server speaks.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // Byte buffers and event loops, the vocabulary of the HTTP client's and server's interfaces.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        // TLS settings, as the HTTP client takes them, and what can go wrong with TLS.
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    ],
    targets: [
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
        target("SyncModel", [crypto]),
        target("AirflowModel", ["SyncModel"]),
        target("AkeylessWire", ["SyncModel"]),
        target(
            "AkeylessClient",
            [
                "AkeylessWire", "SyncModel", asyncHTTPClient, crypto, cryptoExtras, nioCore, nioHTTP1, nioPosix, nioSSL,
            ]),
        target("AirflowAkeyless", ["AkeylessClient", "AkeylessWire", "AirflowModel", "SyncModel"]),
        target("Declarations", ["AirflowModel", "SyncModel", yams, subprocess]),
        target("Planning", ["SyncModel"]),
        target("Applying", ["Planning", "SyncModel"]),
        target("GitStore", ["CLibgit2"]),
        target("Ledger", ["GitStore", "SyncModel"]),
        target("Reports", ["Applying", "Planning", "SyncModel"]),
        target(
            "DevGateway",
            [
                "SyncModel", hummingbird, hummingbirdCore, httpTypes, grdb, crypto, cryptoExtras, x509, swiftASN1,
                logging, nioCore, nioPosix,
            ]),
        target(
            "SyncEngine",
            [
                "Declarations", "Planning", "Applying", "Ledger", "AirflowAkeyless", "AkeylessClient", "AkeylessWire",
                "AirflowModel", "SyncModel", crypto, subprocess,
            ]),
        target(
            "CommandLineInterface",
            [
                "SyncEngine", "Reports", "DevGateway", "AirflowAkeyless", "AirflowModel", "AkeylessClient",
                "AkeylessWire", "Applying", "Declarations", "Ledger", "Planning", "SyncModel", argumentParser,
            ]),
        .executableTarget(name: "lockstep", dependencies: ["CommandLineInterface"], swiftSettings: settings),
        // The source of examples/library, which is a package of its own, too: as a target here it shares this build.
        .executableTarget(
            name: "SecretsReport",
            dependencies: ["AirflowAkeyless", "AirflowModel", "AkeylessClient", "AkeylessWire", "SyncModel"],
            path: "examples/library/Sources/SecretsReport", swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["SyncModel", subprocess], path: "Tests/TestSupport",
            swiftSettings: settings),
        .target(
            name: "FuzzTargets", dependencies: ["AirflowModel", "Declarations", "Ledger", "Planning", "SyncModel"],
            path: "Tests/FuzzTargets", swiftSettings: settings),
        tests("FuzzTargets", [], resources: [.copy("Corpus")]),
        tests("SyncModel", []),
        tests("AirflowModel", ["SyncModel"], resources: [.copy("Vectors")]),
        tests("AkeylessWire", ["SyncModel"]),
        tests("AkeylessClient", ["AkeylessWire", "SyncModel", crypto, cryptoExtras, nioCore, nioPosix, nioSSL, x509]),
        tests("AirflowAkeyless", ["AkeylessClient", "AirflowModel", "SyncModel"]),
        tests("Declarations", ["AirflowModel", "SyncModel"], resources: [.copy("Vectors")]),
        tests("Planning", ["SyncModel"]),
        tests("Applying", ["Planning", "SyncModel"]),
        tests("GitStore", []),
        tests("Ledger", ["GitStore", "SyncModel"]),
        tests("Reports", ["Applying", "Planning", "SyncModel"], resources: [.copy("Golden")]),
        tests(
            "DevGateway",
            [
                "AkeylessWire", "SyncModel", asyncHTTPClient,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]),
        tests(
            "SyncEngine",
            [
                "Declarations", "Planning", "Applying", "Ledger", "AirflowAkeyless", "AkeylessClient", "AkeylessWire",
                "AirflowModel", "DevGateway", "SyncModel",
            ]),
        tests("CommandLineInterface", ["SyncEngine", "AirflowModel", "Ledger", "Planning", "SyncModel"]),
    ] + fuzzer
)
