import Foundation
import Testing

@testable import Tensors

@Suite struct SafetensorsFileTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("safetensors-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func path(_ name: String = "a.safetensors") -> String { folder.appendingPathComponent(name).path }

    /// A file with this header and so many bytes of data.
    private func file(_ header: String, data: Int = 0, claim: UInt64? = nil) throws -> String {
        var bytes = Data()
        withUnsafeBytes(of: (claim ?? UInt64(header.utf8.count)).littleEndian) {
            bytes.append(contentsOf: $0)
        }
        bytes.append(contentsOf: header.utf8)
        bytes.append(Data((0..<data).map { UInt8($0 & 0xFF) }))
        try bytes.write(to: URL(fileURLWithPath: path()))
        return path()
    }

    private func message(_ header: String, data: Int = 0, claim: UInt64? = nil) throws -> String? {
        let path = try file(header, data: data, claim: claim)
        let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
        return error?.problem.description
    }

    @Test func readsWhatItWrote() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var stream = RandomStream(seed: 1)
        let large = stream.nextNormals(100_003)
        let tensors = [
            SafetensorsTensor(name: "z", shape: [2, 3], floats: [1, -2.5, 3, .infinity, -0.0, 0x1p-140]),
            SafetensorsTensor(name: "half", shape: [3], type: .float16, floats: [0.1, 70_000, -1e-7]),
            SafetensorsTensor(name: "brain \"ü\"\n", shape: [100_003], type: .bfloat16, floats: large),
            SafetensorsTensor(name: "scalar", shape: [], floats: [7]),
            SafetensorsTensor(name: "empty", shape: [0, 4], floats: []),
        ]
        try SafetensorsWriter.write(tensors, metadata: ["format": "pt", "a": "\u{1}\\"], to: path())
        let file = try SafetensorsFile(path: path())
        #expect(file.names == ["brain \"ü\"\n", "empty", "half", "scalar", "z"])
        #expect(file.metadata == ["format": "pt", "a": "\u{1}\\"])
        #expect(try file.info("z").shape == [2, 3] && file.info("z").type == .float32)
        #expect(try file.readFloats("z").map(\.bitPattern) == tensors[0].floats.map(\.bitPattern))
        #expect(try file.readFloats("scalar") == [7] && file.info("scalar").shape == [])
        #expect(try file.readFloats("empty") == [] && file.info("empty").shape == [0, 4])
        let half = try file.readFloats("half")
        #expect(half == [0.099_975_586, .infinity, -1.192_092_9e-7])
        let brain = try file.readFloats("brain \"ü\"\n")
        #expect(zip(brain, large).allSatisfy { abs($0 - $1) <= abs($1) / 256 })
        for name in file.names { #expect(try file.info(name).byteRange.lowerBound % 2 == 0) }
        try file.withBytes("z") { #expect($0.count == 24 && UInt(bitPattern: $0.baseAddress) % 4 == 0) }
        // Nothing temporary stays, and writing again gives the same bytes.
        let first = try Data(contentsOf: URL(fileURLWithPath: path()))
        try SafetensorsWriter.write(
            tensors.reversed(), metadata: ["a": "\u{1}\\", "format": "pt"], to: path())
        #expect(try Data(contentsOf: URL(fileURLWithPath: path())) == first)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.safetensors"])
    }

    /// The bytes of the reference library (safetensors 0.8.0, numpy) for the same tensors and metadata:
    /// `save({"b": f32 [1, 2], "a": f16 [0.5], "c": f32 []}, {"k": "v"})`.
    @Test func bytesAreTheReferenceLibrarys() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let tensors = [
            SafetensorsTensor(name: "b", shape: [2], floats: [1, 2]),
            SafetensorsTensor(name: "a", shape: [1], type: .float16, floats: [0.5]),
            SafetensorsTensor(name: "c", shape: [], floats: [3]),
        ]
        try SafetensorsWriter.write(tensors, metadata: ["k": "v"], to: path())
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path()))
        #expect(
            bytes.base64EncodedString()
                == "wAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJrIjoidiJ9LCJiIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUi"
                + "OlsyXSwiZGF0YV9vZmZzZXRzIjpbMCw4XX0sImMiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6W10sImRh"
                + "dGFfb2Zmc2V0cyI6WzgsMTJdfSwiYSI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbMV0sImRhdGFfb2Zm"
                + "c2V0cyI6WzEyLDE0XX19ICAgICAAAIA/AAAAQAAAQEAAOA=="
        )
    }

    @Test func readsEveryFloatTypeAtOddAddresses() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        // The header's odd length leaves every tensor unaligned.
        var header =
            #"{"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[1],"#
            + #""data_offsets":[8,10]},"u":{"dtype":"U8","shape":[3],"data_offsets":[10,13]}}"#
        if header.utf8.count % 2 == 0 { header += " " }
        let file = try SafetensorsFile(path: file(header, data: 13))
        #expect(try file.readFloats("d") == [Float(Double(bitPattern: 0x0706_0504_0302_0100))])
        #expect(try file.readFloats("b") == [Float(bitPattern: 0x0908_0000)])
        #expect(try file.withBytes("u") { Array($0) } == [10, 11, 12])
        let type = #expect(throws: SafetensorsError.self) { try file.readFloats("u") }
        #expect(type?.description == "\(path()): tensor \"u\": type U8, expected one of F32, F16, BF16, F64")
        let missing = #expect(throws: SafetensorsError.self) { try file.readFloats("w") }
        #expect(
            missing?.description == "\(path()): no tensor \"w\"; the file has 3, such as \"b\", \"d\", \"u\"")
    }

    @Test func hostileLengths() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(
            try message("{}", claim: 3)
                == "the header claims 3 bytes, at most 2 are allowed in a file of 10; "
                + "this is no safetensors file, or it is incomplete: copy or download it again")
        #expect(
            try message("{}", claim: .max)?.hasPrefix("the header claims 18446744073709551615 bytes") == true)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path()))
        let short = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path()) }
        #expect(short?.problem == .tooShort(size: 3))
        try Data().write(to: URL(fileURLWithPath: path()))
        #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path()) }
        let notAFile = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: folder.path) }
        #expect(notAFile?.problem == .notAFile)
        let missing = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path("none")) }
        #expect(missing?.problem == .system(operation: "open", reason: "No such file or directory"))
        #expect(try SafetensorsFile(path: file("{}   ")).names == [])
    }

    private static func tensor(_ name: String, _ begin: Int, _ end: Int, shape: String = "[1]") -> String {
        #""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
    }

    @Test(arguments: [
        ("{\(tensor("a", 0, 4)),\(tensor("a", 4, 8))}", "the header names \"a\" twice"),
        (
            "{\(tensor("a", 0, 4)),\(tensor("b", 2, 6))}",
            "tensor \"b\": begins at byte 2 of the data, expected 4; "
                + "tensors must follow each other without gap or overlap"
        ),
        (
            "{\(tensor("a", 1, 5))}",
            "tensor \"a\": begins at byte 1 of the data, expected 0; "
                + "tensors must follow each other without gap or overlap"
        ),
        (
            "{\(tensor("a", 4, 0))}",
            "tensor \"a\": begins at byte 4 of the data, expected 0; "
                + "tensors must follow each other without gap or overlap"
        ),
        ("{\(tensor("a", 0, 4))}", "the header describes 4 bytes of data, the file has 8"),
        (
            "{\(tensor("a", 0, 12, shape: "[3]"))}",
            "the header describes 12 bytes of data, the file has 8; "
                + "it is incomplete: copy or download it again"
        ),
        ("{\(tensor("a", 0, 8))}", "tensor \"a\": F32 [1] takes 4 bytes, its offsets leave 8"),
        (
            "{\(tensor("a", 0, 8, shape: "[4611686018427387904,4]"))}",
            "tensor \"a\": the shape [4611686018427387904, 4] is too large"
        ),
        (
            "{\(tensor("a", 0, 9_223_372_036_854_775_800, shape: "[2305843009213693950]"))}",
            "the header describes 9223372036854775800 bytes of data, the file has 8; "
                + "it is incomplete: copy or download it again"
        ),
        (
            "{\(tensor("a", 0, 8, shape: "[-1]"))}",
            "header byte 29: expected a whole number from 0, found \"-\""
        ),
        (
            "{\(tensor("a", 0, 8, shape: "[02]"))}",
            "header byte 29: expected a number without leading zeros, found \"0\""
        ),
        ("{\(tensor("a", 0, 8, shape: "[2.0]"))}", "header byte 30: expected \",\" or \"]\", found \".\""),
        (
            "{\(tensor("a", 0, 8, shape: "[99999999999999999999]"))}",
            "header byte 47: expected a number below 2^63, found \"9\""
        ),
        (
            #"{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}"#,
            "tensor \"a\": unknown type \"F33\", known are BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16, F16, "
                + "BF16, I32, U32, F32, F64, I64, U64"
        ),
        (
            #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            "header byte 28: expected dtype, shape and data_offsets, each once, before this, found \"\"\""
        ),
        (
            #"{"a":{"dtype":"F32","shape":[1]}}"#,
            "header byte 32: expected dtype, shape and two data_offsets before this, found \"}\""
        ),
        (#"{"__metadata__":{"a":"1","a":"2"}}"#, "the header names \"a\" twice"),
        (#"{"__metadata__":{"a":1}}"#, "header byte 21: expected a string, found \"1\""),
        (#"{"a":[[[[]]]]}"#, "header byte 5: expected \"{\", found \"[\""),
        (#"{"\ud800":{}}"#, "header byte 8: expected the second half of a surrogate pair, found \"\"\""),
        ("[]", "header byte 0: expected \"{\", found \"[\""),
        ("{} x", "header byte 3: expected nothing but spaces after the header, found \"x\""),
        ("{\"a", "header byte 3: expected the end of a string, found the end of the header"),
        ("", "header byte 0: expected \"{\", found the end of the header"),
    ])
    func hostileHeaders(header: String, expected: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try message(header, data: 8) == expected)
    }

    /// Any prefix of a good file, and any single damaged byte of its header, is refused or read, never a
    /// crash.
    @Test func damagedFilesNeverCrash() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let tensors = [
            SafetensorsTensor(name: "a", shape: [2, 1], floats: [1, 2]),
            SafetensorsTensor(name: "b", shape: [1], type: .bfloat16, floats: [3]),
        ]
        try SafetensorsWriter.write(tensors, metadata: ["k": "\u{1F600}"], to: path())
        let good = try Data(contentsOf: URL(fileURLWithPath: path()))
        for length in 0..<good.count {
            try good.prefix(length).write(to: URL(fileURLWithPath: path("b")))
            #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path("b")) }
        }
        var stream = RandomStream(seed: 2)
        for _ in 0..<2_000 {
            var bad = good
            bad[stream.nextIndex(below: good.count - 10)] = UInt8(stream.nextIndex(below: 256))
            try bad.write(to: URL(fileURLWithPath: path("b")))
            if let file = try? SafetensorsFile(path: path("b")) {
                for name in file.names { _ = try? file.readFloats(name) }
            }
        }
    }

    @Test func writerRefusesWhatItCannotWrite() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        func problem(_ tensors: [SafetensorsTensor], to path: String) -> String? {
            let error = #expect(throws: SafetensorsError.self) {
                try SafetensorsWriter.write(tensors, to: path)
            }
            return error?.problem.description
        }
        let good = SafetensorsTensor(name: "a", shape: [1], floats: [1])
        #expect(
            problem([SafetensorsTensor(name: "a", shape: [2, 2], floats: [1])], to: path())
                == "tensor \"a\": shape [2, 2] has 4 elements, given are 1")
        #expect(problem([good, good], to: path()) == "the header names \"a\" twice")
        #expect(
            problem([SafetensorsTensor(name: "a", shape: [1], type: .int8, floats: [1])], to: path())
                == "tensor \"a\": type I8, expected one of F32, BF16, F16")
        #expect(
            problem([SafetensorsTensor(name: "__metadata__", shape: [1], floats: [1])], to: path())
                == "a tensor cannot be called \"__metadata__\", the format keeps the name for itself")
        #expect(
            problem([good], to: path("no/such/folder"))
                == "cannot create a temporary file beside it: No such file or directory")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
}
