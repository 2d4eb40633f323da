import SyncModel
import Testing

@testable import DevGateway

/// One answer, read back.
struct Reply {
    let status: Int
    let json: JSON
    let answer: GatewayAnswer

    init(_ answer: GatewayAnswer) throws {
        status = answer.status
        self.answer = answer
        json = try JSON.parse(answer.body)
    }

    subscript(member: String) -> JSON? { json[member] }
    var error: String { json["error"]?.text ?? "" }
    func header(_ name: String) -> String? { answer.headers.last { $0.name == name }?.value }
}

/// A gateway in memory with a frozen clock and a logged-in owner, asked without a socket.
struct GatewayFixture {
    /// 2026-05-01T08:00:00Z, a Friday.
    static let start = 1_777_622_400
    static let ownerID = "p-owner"
    static let ownerKey = "owner-key"

    let gateway: Gateway
    let clock: GatewayClock
    let token: String

    init(_ configure: (inout GatewayConfiguration) -> Void = { _ in }) async throws {
        clock = .frozen(at: Self.start)
        var configuration = GatewayConfiguration(storage: .memory)
        configuration.clock = clock
        configuration.testControls = true
        configuration.identities = [Self.owner]
        configure(&configuration)
        gateway = try await Gateway.open(configuration)
        let login = await gateway.answer(
            GatewayCall(path: "/auth", body: Self.login(Self.ownerID, Self.ownerKey).encoded()))
        token = try #require(try Reply(login)["token"]?.text)
    }

    static var owner: GatewayIdentity {
        GatewayIdentity(accessID: ownerID, accessKey: Secret(ownerKey))
    }

    static func login(_ id: String, _ key: String) -> JSON {
        ["access-id": .string(id), "access-key": .string(key)]
    }

    /// Sends a body as it is.
    func raw(_ method: String = "POST", _ path: String, _ body: JSON? = nil) async throws -> Reply {
        try Reply(await gateway.answer(GatewayCall(method: method, path: path, body: body?.encoded() ?? [])))
    }

    /// Sends a command as the owner, or with another token.
    @discardableResult
    func call(_ command: String, _ body: JSON = [:], token: String? = nil) async throws -> Reply {
        let members = (body.members ?? []) + [JSON.Member("token", .string(token ?? self.token))]
        return try await raw("POST", "/" + command, .object(members))
    }

    /// Makes a secret that must not exist yet.
    func create(_ name: String, _ value: String = "value", _ more: JSON = [:]) async throws {
        let members = [JSON.Member("name", .string(name)), JSON.Member("value", .string(value))]
        let reply = try await call("create-secret", .object(members + (more.members ?? [])))
        try #require(reply.status == 200, "\(reply.error)")
    }

    func value(_ name: String) async throws -> String? {
        try await call("get-secret-value", ["names": [.string(name)]])[name]?.text
    }

    func describe(_ name: String, _ more: JSON = [:]) async throws -> Reply {
        try await call("describe-item", .object([JSON.Member("name", .string(name))] + (more.members ?? [])))
    }

    func logIn(_ id: String, _ key: String) async throws -> String {
        try #require(try await raw("POST", "/auth", Self.login(id, key))["token"]?.text)
    }
}
