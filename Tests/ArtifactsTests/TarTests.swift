import Engine
import Foundation
import Testing

@testable import Artifacts

/// The tar archive around a bundle.
@Suite struct TarTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func entries(_ bytes: [UInt8]) throws -> [TarReader.Entry] {
        try Data(bytes).write(to: URL(fileURLWithPath: scratch("x.tar")))
        return try TarReader(file: SourceFile(path: scratch("x.tar"))).entries()
    }

    private func problem(_ bytes: [UInt8]) -> String {
        do {
            _ = try entries(bytes)
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    /// An entry of a hostile archive, with a right checksum.
    private func entry(
        _ name: String, _ content: [UInt8] = [], kind: UInt8 = TarFormat.Kind.file, size: String? = nil
    )
        -> [UInt8]
    {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ field: Range<Int>) {
            header.replaceSubrange(field.lowerBound..<(field.lowerBound + text.utf8.count), with: text.utf8)
        }
        put(name, TarFormat.Field.name)
        put(size ?? String(content.count, radix: 8), TarFormat.Field.size)
        put("ustar\0" + "00", 257..<265)
        header[TarFormat.Field.type] = kind
        put(String(TarFormat.checksum(header), radix: 8), TarFormat.Field.checksum)
        return header + content + [UInt8](repeating: 0, count: TarFormat.padding(Int64(content.count)))
    }

    private let end = [UInt8](repeating: 0, count: 1024)

    @Test func whatIsWrittenIsReadBack() throws {
        let file = try FileWriter(path: scratch("y.tar"))
        let tar = TarWriter(file: file)
        for (name, count) in [("empty", 0), ("one", 1), ("block", 512), ("more", 513)] {
            try tar.begin(name, size: Int64(count))
            try file.write([UInt8](repeating: 5, count: count))
            try tar.pad(Int64(count))
        }
        try tar.end()
        try file.finish()
        let entries = try TarReader(file: SourceFile(path: scratch("y.tar"))).entries()
        #expect(entries.map(\.name) == ["empty", "one", "block", "more"])
        #expect(entries.map(\.size) == [0, 1, 512, 513])
        #expect(entries.map(\.offset) == [512, 1_024, 2_048, 3_072])
    }

    @Test func sizesBeyondElevenDigits() throws {
        let record = TarWriter.record("size", "8589934592")
        #expect(record == "19 size=8589934592\n")
        #expect(TarWriter.record("k", String(repeating: "v", count: 93)).hasPrefix("99 "))
        #expect(TarWriter.record("k", String(repeating: "v", count: 94)).hasPrefix("101 "))
        let small = entry("x", Array("6 size=3\n".utf8), kind: TarFormat.Kind.extended)
        // A record whose length is not its own.
        #expect(problem(small + entry("a", [1, 2, 3]) + end).contains("malformed record"))
        let right = entry("x", Array("10 size=3\n".utf8), kind: TarFormat.Kind.extended)
        #expect(try entries(right + entry("a", [1, 2, 3], size: "0") + end).map(\.size) == [3])
    }

    @Test func otherProgramsWriteItALittleDifferently() throws {
        let bytes =
            entry("./", kind: TarFormat.Kind.folder) + entry("./a/", kind: TarFormat.Kind.folder)
            + entry("./a/b", [1], kind: TarFormat.Kind.oldFile) + end + [UInt8](repeating: 0, count: 8_192)
        #expect(try entries(bytes).map(\.name) == ["a", "a/b"])
    }

    @Test func whatIsRefused() {
        #expect(problem(entry("a", kind: TarFormat.Kind.symbolicLink) + end).contains("is a link"))
        #expect(problem(entry("a", kind: TarFormat.Kind.link) + end).contains("is a link"))
        #expect(problem(entry("a", kind: UInt8(ascii: "3")) + end).contains("unknown type"))
        #expect(problem(entry("a", kind: UInt8(ascii: "S")) + end).contains("unknown type"))
        #expect(problem(entry("../a") + end).contains("leads elsewhere"))
        #expect(problem(entry("/a") + end).contains("leads elsewhere"))
        #expect(problem(entry("a/../b") + end).contains("leads elsewhere"))
        #expect(problem(entry("a") + entry("./a") + end).contains("is there twice"))
        #expect(problem(entry("a", [1])).contains("ends without"))
        #expect(problem(entry("a", [1]) + [UInt8](repeating: 0, count: 512)).contains("ends without"))
        #expect(problem(entry("a", size: "77777777777") + end).contains("the file ends before"))
        #expect(problem(entry("a", size: "8") + end).contains("no octal number"))
        #expect(problem(entry("a") + end + [1]).contains("something follows"))
        #expect(problem(entry("a", [1], kind: TarFormat.Kind.folder) + end).contains("a folder with content"))
        #expect(problem([]).contains("ends without"))
        #expect(problem([UInt8](repeating: 65, count: 2_048)).contains("no header"))
        var torn = entry("a")
        torn[0] = 66
        #expect(problem(torn + end).contains("checksum"))
        let sparse = entry("x", Array("22 GNU.sparse.major=1\n".utf8), kind: TarFormat.Kind.extended)
        #expect(problem(sparse + entry("a") + end).contains("sparse"))
        let negative = entry("x", Array("11 size=-3\n".utf8), kind: TarFormat.Kind.extended)
        #expect(problem(negative + entry("a") + end).contains("no number"))
        let huge = entry("x", Array("28 size=9223372036854775807\n".utf8), kind: TarFormat.Kind.extended)
        #expect(problem(huge + entry("a") + end).contains("the file ends before"))
    }

    @Test func namesWithoutAPlaceInALayout() throws {
        let bytes = entry("oci-layout", Array("{}".utf8)) + entry("evil") + end
        try Data(bytes).write(to: URL(fileURLWithPath: scratch("x.tar")))
        let error = #expect(throws: ArtifactError.self) { try BundleReader(path: scratch("x.tar")) }
        #expect("\(try #require(error))".contains("\"evil\" has no place"))
    }

    /// A bit that fell over anywhere: refused, or without meaning, and never the end of the program.
    @Test func damagedBundles() throws {
        let project = try PackedProject()
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: project.bundle())))
        var random: UInt64 = 7
        var refused = 0
        for number in 0..<200 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bytes = whole
            let place = Int(random >> 33) % bytes.count
            if number % 4 == 3 {
                bytes.removeSubrange(place...)
            } else {
                bytes[place] ^= UInt8(1 << (number % 8))
            }
            let path = project.scratch("damaged.tweed")
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                _ = try project.unpack(path)
                #expect(try project.statuses() == ["make": .cached, "end": .cached])
                try FileManager.default.removeItem(atPath: project.scratch("there"))
            } catch {
                refused += 1
                #expect(!FileManager.default.fileExists(atPath: project.scratch("there")), "\(error)")
            }
        }
        #expect(refused > 100)
    }

    @Test func pythonReadsIt() throws {
        let project = try PackedProject()
        let bundle = try project.bundle()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import hashlib, json, sys, tarfile
            archive = tarfile.open(sys.argv[1])
            names = archive.getnames()
            assert names[:2] == ["oci-layout", "index.json"] and names[2:] == sorted(names[2:]), names
            for member in archive:
                assert member.isreg() and (member.mode, member.uid, member.mtime) == (0o644, 0, 0)
                if member.name.startswith("blobs/sha256/"):
                    content = archive.extractfile(member).read()
                    assert hashlib.sha256(content).hexdigest() == member.name[13:]
            """, bundle,
        ]
        try process.run()
        process.waitUntilExit()
        // 127: there is no Python here.
        #expect([0, 127].contains(process.terminationStatus))
    }
}
