import Crypto
import Foundation

/// The SHA-256 of some content, written as 64 lowercase hexadecimal digits.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let hexadecimal: String

    /// - Returns: nil unless `hexadecimal` is exactly 64 lowercase hexadecimal digits.
    public init?(hexadecimal: String) {
        let digits = hexadecimal.utf8
        let isValid = digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard digits.count == 64, isValid else { return nil }
        self.hexadecimal = hexadecimal
    }

    /// The digest of `data`.
    public init(of data: Data) {
        self.init(SHA256.hash(data: data))
    }

    init(_ hash: SHA256Digest) {
        let alphabet = Array("0123456789abcdef".utf8)
        hexadecimal = String(unsafeUninitializedCapacity: 64) { buffer in
            var position = 0
            for byte in hash {
                buffer[position] = alphabet[Int(byte >> 4)]
                buffer[position + 1] = alphabet[Int(byte & 15)]
                position += 2
            }
            return 64
        }
    }

    public var description: String { hexadecimal }

    /// The first twelve digits: enough for a person, never for a key.
    public var short: String { String(hexadecimal.prefix(12)) }

    public static func < (left: Digest, right: Digest) -> Bool { left.hexadecimal < right.hexadecimal }
}
