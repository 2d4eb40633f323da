#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The system's number for a connection that nobody accepts.
let connectionRefused: CInt = ECONNREFUSED
