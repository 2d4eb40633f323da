import FuzzTargets
import Glibc

/// The target that `FUZZ_TARGET` names; one program serves them all.
private let target = getenv("FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) }

/// What libFuzzer calls with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let target else { fatalError("set FUZZ_TARGET to one of \(FuzzTarget.allCases.map(\.rawValue))") }
    target.run(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
