import Foundation
import Testing

@testable import Engine

@Suite struct DigestTests {
    @Test func knownValue() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Digest(of: Data("abc".utf8)).hexadecimal == expected)
        #expect(Digest(hexadecimal: expected)?.short == "ba7816bf8f01")
    }

    @Test func onlyLowercaseHexadecimalOfTheRightLengthIsADigest() {
        let good = String(repeating: "a1", count: 32)
        #expect(Digest(hexadecimal: good) != nil)
        #expect(Digest(hexadecimal: good.uppercased()) == nil)
        #expect(Digest(hexadecimal: String(good.dropLast())) == nil)
        #expect(Digest(hexadecimal: "../" + good.dropFirst(3)) == nil)
        #expect(Digest(hexadecimal: String(good.dropLast()) + "é") == nil)
    }

    @Test func aFileIsHashedInPieces() throws {
        let folder = try TemporaryFolder()
        let data = Data((0..<3_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        try data.write(to: URL(fileURLWithPath: folder.path("big")))
        #expect(try FileHasher.digest(ofFileAt: folder.path("big")) == Digest(of: data))
        #expect(throws: EngineError.file(.read, path: folder.path("none"), code: 2)) {
            try FileHasher.digest(ofFileAt: folder.path("none"))
        }
    }
}
