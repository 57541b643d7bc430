import ArgumentParser
import Foundation
import Testing

@testable import tweed

/// `tweed validate --syntax FILE`: whether a file is well-formed, and nothing more.
@Suite struct SyntaxCheckTests {
    /// The exit code with which the command ends for a file.
    private func status(of bytes: [UInt8], name: String) throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory.path + "/syntax-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try status(ofFileAt: path)
    }

    private func status(ofFileAt path: String) throws -> Int32 {
        var command = try TweedCommand.parseAsRoot(["validate", "--syntax", path])
        do {
            try command.run()
            return ExitStatus.success.rawValue
        } catch let failure as CommandFailure {
            #expect(failure.text.contains("error: "))
            #expect(failure.text.contains(path))
            return failure.status.rawValue
        }
    }

    static let wellFormed = [
        "null", "\t[]", "{\"\": -0}", #"["\ud83d\ude00", 1E+2]"#, "{\"a\"\n:1}",
        "{\"" + String(repeating: "k", count: 2000) + "\":{}}",
        String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
        // The grammar lets names repeat; a recipe may not.
        #"{"a": 1, "\u0061": 2}"#,
        // No recipe, but JSON.
        #"{"tweed": 7, "stages": "none", "nothing": [1, 2]}"#,
    ]

    @Test(arguments: wellFormed) func isAccepted(text: String) throws {
        #expect(try status(of: Array(text.utf8), name: "x.json") == 0)
    }

    static let malformed = [
        "", "[1,]", "{'a': 1}", "NaN", "01", "+1", ".5", "[1] x", #""\ud83d""#,
        "\"\t\"",
        "1e999", "// x\n1", String(repeating: "[", count: 100_000), "\u{FEFF}{}",
    ]

    @Test(arguments: malformed) func isRefused(text: String) throws {
        #expect(try status(of: Array(text.utf8), name: "x.json") == 2)
    }

    @Test func otherFormatsAndEncodings() throws {
        #expect(try status(of: Array("a: [1, 2]\n".utf8), name: "x.yaml") == 0)
        #expect(try status(of: Array("a: [1, 2\n".utf8), name: "x.yml") == 2)
        #expect(try status(of: [0xFF, 0xFE, 0x5B, 0, 0x5D, 0], name: "x.json") == 2)
        #expect(try status(of: [0x22, 0xE9, 0x22], name: "x.json") == 2)
        #expect(try status(of: Array("{}".utf8), name: "x.toml") == 2)
    }

    @Test func whatIsNoFileIsRefused() throws {
        #expect(
            try status(ofFileAt: FileManager.default.temporaryDirectory.path + "/none-\(UUID()).json") == 2)
        #expect(try status(ofFileAt: "/dev/zero") == 2)
    }

    /// Only the size is looked at.
    @Test func aHugeFileIsRefusedUnread() throws {
        let path = FileManager.default.temporaryDirectory.path + "/huge-\(UUID()).json"
        try Data().write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 1 << 40)
        try file.close()
        #expect(try status(ofFileAt: path) == 2)
    }
}
