/// A whole number of any length, built digit by digit in some base and printed in base ten.
///
/// YAML 1.1 writes integers in bases 2, 8, 10, 16 and 60; Python reads them, and cuts floats, without a limit on their
/// size.
package struct DecimalDigits {
    /// Base-1e9 limbs, the least significant first.
    private var limbs: [UInt64] = [0]
    private static let base: UInt64 = 1_000_000_000

    /// Zero.
    package init() {}

    /// A finite number without its fraction and sign.
    package init(truncating value: Double) {
        guard value.magnitude >= 0x1p53 else {
            shift(by: 1, adding: UInt64(value.magnitude))
            return
        }
        shift(by: 1, adding: UInt64(Double(sign: .plus, exponent: 52, significand: value.significand)))
        for _ in 52..<value.exponent { shift(by: 2, adding: 0) }
    }

    /// Multiplies by a factor and adds a digit.
    package mutating func shift(by factor: UInt64, adding digit: UInt64) {
        var carry = digit
        for index in limbs.indices {
            let product = limbs[index] * factor + carry
            limbs[index] = product % Self.base
            carry = product / Self.base
        }
        while carry > 0 {
            limbs.append(carry % Self.base)
            carry /= Self.base
        }
    }

    /// Whether the number is zero.
    package var isZero: Bool { limbs.allSatisfy { $0 == 0 } }

    /// The number in base ten.
    package var text: String {
        var result = String(limbs.last ?? 0)
        for limb in limbs.dropLast().reversed() {
            let digits = String(limb)
            result += String(repeating: "0", count: 9 - digits.count) + digits
        }
        return result
    }
}
