import Checkpoints
import Foundation
import Tensors
import Testing

/// Headers of safetensors files that lie.
@Suite final class HostileHeaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func refusal(_ header: String, data: Int = 0) throws -> String {
        let bytes = UInt64(header.utf8.count).little + Array(header.utf8) + [UInt8](repeating: 0, count: data)
        let path = try folder.write(bytes, to: "x.safetensors")
        return message(without: path) { _ = try CheckpointWeights(path: path).tensors }
    }

    private func entry(_ shape: String, _ offsets: String, type: String = "F32") -> String {
        "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }

    /// A zero must not hide an overflow of the other extents.
    @Test(arguments: [
        "[0,4611686018427387904,4611686018427387904]", "[4611686018427387904,4,0]", "[9223372036854775807]",
    ])
    func shapesThatOverflowAreRefused(shape: String) throws {
        #expect(try refusal("{\"a\":\(entry(shape, "[0,0]"))}").hasSuffix("is too large"))
    }

    @Test func liesAreRefused() throws {
        #expect(try refusal("{\"a\":\(entry("[1]", "[0,4]"))}", data: 4) == "no error")
        #expect(
            try refusal("{\"a\":\(entry("[-1]", "[0,4]"))}", data: 4).contains(
                "expected a whole number from 0"))
        #expect(try refusal("{\"a\":\(entry("[1]", "[4,8]"))}", data: 8).contains("without gap or overlap"))
        #expect(
            try refusal("{\"a\":\(entry("[1]", "[0,4]"))}", data: 8).contains(
                "describes 4 bytes of data, the file has 8"))
        #expect(
            try refusal("{\"a\":\(entry("[1]", "[0,4]")),\"b\":\(entry("[1]", "[0,4]"))}", data: 4)
                .contains("without gap or overlap"))
        #expect(
            try refusal("{\"a\":\(entry("[1]", "[0,4]")),\"a\":\(entry("[1]", "[0,4]"))}", data: 4).contains(
                "twice"))
        #expect(
            try refusal("{\"a\":\(entry("[1]", "[0,4]", type: "F7"))}", data: 4).contains(
                "unknown type \"F7\""))
        #expect(
            try refusal("{\"a\":\(entry("[1]", "[0,9223372036854775808]"))}").contains("a number below 2^63"))
        #expect(
            try refusal("{\"a\":\(entry("[1]", "[9223372036854775803,9223372036854775807]"))}")
                .contains("without gap or overlap"))
    }

    @Test func nothingButTinyTensorsIsRefused() throws {
        let entries = (0...200_000).map { "\"\($0)\":\(entry("[0]", "[0,0]"))" }
        #expect(try refusal("{\(entries.joined(separator: ","))}").contains("at most 200000 tensors"))
        let texts = (0...20_000).map { "\"\($0)\":\"\"" }
        #expect(
            try refusal("{\"__metadata__\":{\(texts.joined(separator: ","))}}")
                .contains("at most 20000 texts of metadata"))
    }

    @Test func aHeaderBeyondTheLimitIsNotRead() throws {
        let path = try folder.write(UInt64(1 << 40).little + [0x7B], to: "x.safetensors")
        #expect(
            message { _ = try CheckpointWeights(path: path) }.contains(
                "the header claims 1099511627776 bytes"))
    }
}
