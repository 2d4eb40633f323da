import CLibgit2

/// The name of an object; what kind of object it names is part of the type.
package struct ObjectID<Kind>: Hashable, Sendable {
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32
}

/// Marks the id of a commit.
package enum CommitKind {}
/// Marks the id of a tree.
package enum TreeKind {}
/// Marks the id of a blob.
package enum BlobKind {}

package typealias CommitID = ObjectID<CommitKind>
package typealias TreeID = ObjectID<TreeKind>
package typealias BlobID = ObjectID<BlobKind>

extension ObjectID {
    /// Reads forty hexadecimal digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        guard hex.utf8.count == 40 else { return nil }
        var words: [UInt64] = [0, 0, 0]
        for (index, digit) in hex.utf8.enumerated() {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            words[index / 16] = words[index / 16] << 4 | UInt64(value)
        }
        high = words[0]
        middle = words[1]
        low = UInt32(words[2])
    }

    /// Forty hexadecimal digits.
    package var hex: String {
        func digits(_ value: some FixedWidthInteger) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: value.bitWidth / 4 - text.utf8.count) + text
        }
        return digits(high) + digits(middle) + digits(low)
    }

    init(_ oid: git_oid) {
        (high, middle, low) = withUnsafeBytes(of: oid.id) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            )
        }
    }

    /// The form that libgit2 takes.
    var oid: git_oid {
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid.id) { bytes in
            bytes.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            bytes.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
            bytes.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
        }
        return oid
    }
}

extension BlobID {
    /// The id that a blob of these bytes has or would have.
    package init?(hashing bytes: [UInt8]) {
        var oid = git_oid()
        let status = bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, GIT_OBJECT_BLOB) }
        guard status == 0 else { return nil }
        self.init(oid)
    }
}

extension ObjectID: CustomStringConvertible {
    package var description: String { hex }
}
