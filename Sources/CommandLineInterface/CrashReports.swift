#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps what the process holds out of the reports of a crash.
package enum CrashReports {
    /// Leaves no core file, and puts the runtime's own handlers out of action, whose report prints registers and the
    /// memory that they point to. What remains is the line that says what went wrong, which never holds a value.
    package static func switchOff() {
        var limit = rlimit()
        #if canImport(Glibc)
            let core = __rlimit_resource_t(RLIMIT_CORE.rawValue)
        #else
            let core = RLIMIT_CORE
        #endif
        if getrlimit(core, &limit) == 0 {
            limit.rlim_cur = 0
            _ = setrlimit(core, &limit)
        }
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS] { signal(number, SIG_DFL) }
    }
}
