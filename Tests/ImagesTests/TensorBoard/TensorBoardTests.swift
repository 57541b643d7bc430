import Foundation
import Testing

@testable import Reports

@Suite struct TensorBoardTests {
    /// RFC 3720, B.4, and the customary check value.
    @Test(
        arguments: [
            (Array("123456789".utf8), 0xE306_9283), (Array(repeating: 0, count: 32), 0x8A91_36AA),
            (Array(repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
            (Array((0..<32).reversed()), 0x113F_DB5C), ([], 0),
        ] as [([UInt8], UInt32)])
    func checksums(bytes: [UInt8], expected: UInt32) {
        #expect(CRC32C.checksum(bytes) == expected)
    }

    /// Every event file of TensorFlow begins with a record of 24 bytes, so with these twelve.
    @Test func aMaskedChecksumIsThatOfTensorFlow() {
        let record = TensorBoardEvent(time: 1.5, step: 0, .fileVersion).record
        #expect(record.prefix(12) == [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22])
        #expect(record.count == 12 + 24 + 4)
    }

    @Test func varints() {
        func bytes(_ value: Int64) -> [UInt8] {
            var message = ProtobufMessage()
            message.add(2, integer: value)
            return message.bytes
        }
        #expect(bytes(0) == [0x10, 0])
        #expect(bytes(127) == [0x10, 0x7F])
        #expect(bytes(300) == [0x10, 0xAC, 0x02])
        #expect(bytes(-1) == [0x10] + Array(repeating: 0xFF, count: 9) + [0x01])
        var far = ProtobufMessage()
        far.add(16, text: "é")
        #expect(far.bytes == [0x82, 0x01, 2, 0xC3, 0xA9])
    }

    @Test func theBytesOfAnEvent() {
        let event = TensorBoardEvent(time: 1, step: 300, .scalars(["loss": 0.5, "a": -2]))
        #expect(
            event.message.bytes == [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]  // wall_time: 1.0
                + [0x10, 0xAC, 0x02]  // step: 300
                + [0x2A, 23]  // summary
                + [0x0A, 8, 0x0A, 1, 0x61, 0x15, 0, 0, 0, 0xC0]  // value: "a", -2
                + [0x0A, 11, 0x0A, 4, 0x6C, 0x6F, 0x73, 0x73, 0x15, 0, 0, 0, 0x3F])  // value: "loss", 0.5
        #expect(
            TensorBoardEvent(time: 1, step: 5, .start).message.bytes.suffix(6)
                == [0x10, 5, 0x3A, 2, 0x08, 1])
    }

    @Test func aFileHoldsTheRecordsInOrder() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/tweed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let event = TensorBoardEvent(time: 7, step: 1, .scalars(["loss": 1]))
        let file = try TensorBoardFile(folder: folder + "/a/b", time: 1_700_000_000.9, process: 42)
        #expect(file.path == folder + "/a/b/events.out.tfevents.1700000000.tweed.42")
        let head = TensorBoardEvent(time: 1_700_000_000.9, step: 0, .fileVersion).record
        #expect(FileManager.default.contents(atPath: file.path) == Data(head))
        try file.append(event)
        try file.append(event)
        #expect(FileManager.default.contents(atPath: file.path) == Data(head + event.record + event.record))
    }

    /// Readers go by the order of names.
    @Test func aLaterFileSortsLastWhateverTheClockSays() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/tweed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["events.out.tfevents.9999999999999999.x", "events.out.tfevents.x", "notes"] {
            try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        let names = try [(5.0, 9), (5.0, 10), (1.0, 7)].map { time, process in
            let file = try TensorBoardFile(folder: folder, time: time, process: Int32(process))
            return (file.path as NSString).lastPathComponent
        }
        #expect(
            names == [
                "events.out.tfevents.0000000005.tweed.9", "events.out.tfevents.0000000006.tweed.10",
                "events.out.tfevents.0000000007.tweed.7",
            ])
    }

    @Test func aFolderThatCannotBeIsAnError() throws {
        let path = FileManager.default.temporaryDirectory.path + "/tweed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data().write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: TensorBoardFileError.self) {
            _ = try TensorBoardFile(folder: path + "/a", time: 0, process: 1)
        }
        #expect("\(try #require(error))".hasPrefix("cannot write training curves to \(path)/a: "))
    }
}
