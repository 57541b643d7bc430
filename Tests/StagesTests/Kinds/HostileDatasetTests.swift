import Foundation
import Methods
import Tensors
import Testing
import World

@testable import Stages

/// A shard of a dataset that somebody else wrote.
@Suite final class HostileDatasetTests {
    private static let texts = ["a red circle on black", "two blue squares on gray"]
    private let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("tweed-\(UUID().uuidString).safetensors").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write(_ changes: [SafetensorsTensor] = []) throws {
        let pictures = Array(repeating: Float(0.5), count: 2 * Scene.pixelCount)
        var entries = [
            SafetensorsTensor(name: "prompts", shape: [2], floats: [0, 1]),
            SafetensorsTensor(name: "rewards", shape: [2], floats: [-1, -2]),
            SafetensorsTensor(name: "pictures", shape: [2, 32, 32, 3], floats: pictures),
            SafetensorsTensor(name: "estimates.0", shape: [2, 32, 32, 3], floats: pictures),
        ]
        for change in changes { entries[entries.firstIndex { $0.name == change.name }!] = change }
        try SafetensorsWriter.write(entries, to: path)
    }

    private func message() -> String? {
        do {
            _ = try TweedieFiles.read([path], levels: [0], texts: Self.texts)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func whatIsInOrderIsRead() throws {
        try write()
        let read = try TweedieFiles.read([path, path], levels: [0], texts: Self.texts)
        #expect(read.count == 4)
        #expect(read.rewards == [-1, -2, -1, -2])
        #expect(read.prompts == [0, 1, 0, 1])
        #expect(read.texts == Self.texts + Self.texts)
    }

    @Test(arguments: [Float.nan, .infinity, -1, 0.5, 1e30])
    func whatIsNoIndexIsRefused(value: Float) throws {
        try write([SafetensorsTensor(name: "prompts", shape: [2], floats: [0, value])])
        #expect(message() == "\(path): \"prompts\" holds \(value), expected whole numbers from 0 to 1")
    }

    @Test func shapesMustFitEachOther() throws {
        let small = Array(repeating: Float(0), count: 2 * 16 * 16 * 3)
        try write([SafetensorsTensor(name: "estimates.0", shape: [2, 16, 16, 3], floats: small)])
        #expect(message() == "\(path): \"estimates.0\" has the shape [2, 16, 16, 3], expected [2, 32, 32, 3]")
        try write([SafetensorsTensor(name: "pictures", shape: [0, 32, 32, 3], floats: [])])
        #expect(
            message()
                == "\(path): \"pictures\" has the shape [0, 32, 32, 3], expected one or more pictures [N, H, W, 3]"
        )
        try write([SafetensorsTensor(name: "rewards", shape: [2], floats: [0, .nan])])
        #expect(message() == "\(path): does not hold a prompt and a finite reward for each picture")
        try write([SafetensorsTensor(name: "rewards", shape: [3], floats: [0, 1, 2])])
        #expect(message() == "\(path): does not hold a prompt and a finite reward for each picture")
    }
}
