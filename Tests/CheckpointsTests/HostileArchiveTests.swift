import Checkpoints
import Tensors
import Testing

/// Archives that lie.
@Suite final class HostileArchiveTests {
    private let folder: TemporaryFolder
    private static let pickle = PickleBytes.whole(
        PickleBytes.dictionary([("w", PickleBytes.tensor(count: 1, shape: [1], strides: [1]))]))

    init() throws { folder = try TemporaryFolder() }

    private func refusal(_ change: (inout ZipBytes) -> Void) throws -> String {
        var archive = ZipBytes(pickle: Self.pickle, storages: ["0": [0, 0, 0x80, 0x3F]])
        change(&archive)
        let path = try folder.write(archive.bytes, to: "evil.pt")
        return message(without: path) { _ = try TorchFile(path: path) }
    }

    @Test func theHonestOneIsRead() throws {
        #expect(try refusal { _ in } == "no error")
    }

    @Test(arguments: [
        "../x", "/x", "a/../../x", "a//x", "a/./x", "", "a\\..\\x", "a/\u{7}",
    ])
    func namesThatLeadElsewhereAreRefused(name: String) throws {
        let words = try refusal { $0.entries[1].name = name }
        #expect(words.hasSuffix("the name is not a plain path within the archive"), "\(words)")
    }

    @Test func everyNameIsThereOnce() throws {
        #expect(
            try refusal { $0.entries.append($0.entries[1]) }
                == "PATH: entry \"a/data/0\" of the zip archive: is there twice")
        #expect(
            try refusal { $0.entries.append(.init(name: "b/data.pkl", data: Self.pickle)) } == """
                PATH: entry "<folder>/data.pkl" of the zip archive: must be there once and is there 2 times; torch.save \
                writes it
                """)
    }

    @Test func entriesMayNotOverlap() throws {
        let words = try refusal { archive in
            // The second entry's place is within the data of the first, where a header of its own lies.
            let inner = ZipBytes([.init(name: "a/data/1", data: [1, 2, 3, 4])]).bytes
            archive.entries[1] = .init(name: "a/data/0", data: inner)
            archive.entries.append(.init(name: "a/data/1", data: []))
            archive.entries[2].size = 4
            archive.entries[2].storedSize = 4
            archive.entries[2].offset = UInt32(30 + 10 + Self.pickle.count + 30 + 8)
        }
        #expect(
            words == "PATH: entry \"a/data/1\" of the zip archive: overlaps the entry \"a/data/0\"")
    }

    @Test func sizesAndPlacesMustBeTrue() throws {
        #expect(try refusal { $0.entries[1].size = 1000 }.contains("claims 1000 bytes from byte"))
        #expect(
            try refusal { $0.entries[1].storedSize = 3 }.contains("has 4 bytes and claims to be stored in 3"))
        #expect(try refusal { $0.entries[1].offset = 5 }.contains("has no header at byte 5"))
        #expect(try refusal { $0.entries[1].offset = .max - 1 }.contains("has no header at byte 4294967294"))
        #expect(try refusal { $0.entries[1].localName = "a/data/9" }.contains("belongs to another name"))
        #expect(try refusal { $0.entries[1].flags = 1 }.contains("is encrypted"))
        #expect(try refusal { $0.entries[1].method = 93 }.contains("is compressed (method 93)"))
        #expect(try refusal { $0.entries[1].size = .max }.contains("has no 64-bit sizes where it needs them"))
        #expect(try refusal { $0.count = 60_000 }.contains("expected entries of 46 bytes at least"))
        #expect(try refusal { $0.count = 1 }.contains("expected the directory's end"))
        #expect(try refusal { $0.directorySize = 1 }.contains("expected the directory just before here"))
        #expect(try refusal { $0.directoryOffset = .max }.contains("expected the directory just before here"))
    }

    /// Sizes in the 64-bit field, as torch writes them beyond 4 GiB.
    @Test func wideSizesAreRead() throws {
        func wide(_ size: UInt64) -> [UInt8] {
            UInt16(1).little + UInt16(16).little + size.little + size.little
        }
        #expect(
            try refusal {
                $0.entries[1].size = .max
                $0.entries[1].storedSize = .max
                $0.entries[1].extra = wide(4)
            } == "no error")
        #expect(
            try refusal {
                $0.entries[1].size = .max
                $0.entries[1].storedSize = .max
                $0.entries[1].extra = wide(.max)
            }.contains("claims to have 18446744073709551615 bytes"))
        #expect(
            try refusal {
                $0.entries[1].size = .max
                $0.entries[1].storedSize = .max
                $0.entries[1].extra = wide(1 << 61)
            }.contains("claims 2305843009213693952 bytes from byte"))
    }

    @Test func otherMachinesAndProgramsAreTold() throws {
        #expect(
            try refusal { $0.entries.append(.init(name: "a/byteorder", data: Array("big".utf8))) }
                .contains("the numbers are not little-endian"))
        #expect(
            try refusal { $0.entries.append(.init(name: "a/constants.pkl", data: [])) }
                .contains("this is a TorchScript program"))
    }
}
