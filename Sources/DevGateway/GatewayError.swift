/// Why a gateway could not start.
package struct GatewayError: Error, Equatable, CustomStringConvertible {
    /// The stable name of what went wrong.
    package enum Code: String, Sendable {
        case portInUse = "port-in-use"
        case addressUnavailable = "address-unavailable"
        case remoteAddressRefused = "remote-address-refused"
        case dataFileInUse = "data-file-in-use"
        case dataFileForeign = "data-file-foreign"
        case dataFileUnusable = "data-file-unusable"
        case invalidConfiguration = "invalid-configuration"
    }

    package let code: Code
    /// The address, file or setting concerned.
    package let subject: String
    /// One line for people.
    package let reason: String

    package var description: String { reason }

    package static func == (left: GatewayError, right: GatewayError) -> Bool {
        left.code == right.code && left.subject == right.subject
    }

    static func portInUse(_ address: String) -> GatewayError {
        GatewayError(code: .portInUse, subject: address, reason: "\(address) is already in use")
    }

    static func addressUnavailable(_ address: String, _ underlying: any Error) -> GatewayError {
        GatewayError(
            code: .addressUnavailable, subject: address, reason: "cannot listen on \(address): \(underlying)")
    }

    static func remoteAddressRefused(_ host: String) -> GatewayError {
        GatewayError(
            code: .remoteAddressRefused, subject: host,
            reason: "\(host) can be reached from other machines; the development gateway listens there only if told to"
        )
    }

    static func dataFileInUse(_ path: String) -> GatewayError {
        GatewayError(
            code: .dataFileInUse, subject: path, reason: "\(path) is in use by another development gateway")
    }

    static func dataFileForeign(_ path: String) -> GatewayError {
        GatewayError(
            code: .dataFileForeign, subject: path, reason: "\(path) is not a data file of the development gateway")
    }

    static func dataFileUnusable(_ path: String, _ detail: String) -> GatewayError {
        GatewayError(code: .dataFileUnusable, subject: path, reason: "cannot use \(path): \(detail)")
    }

    static func invalidConfiguration(_ subject: String, _ detail: String) -> GatewayError {
        GatewayError(code: .invalidConfiguration, subject: subject, reason: "\(subject): \(detail)")
    }
}
