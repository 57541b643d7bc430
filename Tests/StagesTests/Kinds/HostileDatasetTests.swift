import Foundation
import Methods
import Tensors
import Testing
import World

@testable import Stages

/// A shard of a dataset that somebody else wrote.
@Suite final class HostileDatasetTests {
    private let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("tweed-\(UUID().uuidString).safetensors").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write(_ changes: [SafetensorsTensor] = []) throws {
        let tokens = try ["a red circle on black", "two blue squares on gray"]
            .flatMap { try Caption(parsing: $0).tokens.map(Float.init) }
        let pictures = Array(repeating: Float(0.5), count: 2 * Scene.pixelCount)
        var entries = [
            SafetensorsTensor(name: "captions", shape: [2, 6], floats: tokens),
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
            _ = try TweedieFiles.read([path], levels: [0], prompts: 2)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func whatIsInOrderIsRead() throws {
        try write()
        let read = try TweedieFiles.read([path, path], levels: [0], prompts: 2)
        #expect(read.count == 4)
        #expect(read.rewards == [-1, -2, -1, -2])
        #expect(read.prompts == [0, 1, 0, 1])
        #expect(try Caption(tokens: Array(read.tokens[6..<12])).text == "two blue squares on gray")
    }

    @Test(arguments: [Float.nan, .infinity, -1, 0.5, 1e30])
    func whatIsNoIndexIsRefused(value: Float) throws {
        try write([SafetensorsTensor(name: "prompts", shape: [2], floats: [0, value])])
        #expect(message() == "\(path): \"prompts\" holds \(value), expected whole numbers from 0 to 1")
        try write([SafetensorsTensor(name: "captions", shape: [1, 6], floats: [1, 7, 0, 0, value, 18])])
        #expect(
            message() == """
                \(path): "captions" holds \(value), expected whole numbers from 0 to \(Vocabulary.count - 1)
                """)
    }

    @Test func shapesMustFitEachOther() throws {
        try write([SafetensorsTensor(name: "captions", shape: [1, 6], floats: [1, 7, 0, 0, 0, 18])])
        #expect(message() == "\(path): \"captions\" has the shape [1, 6], expected [2, 6]")
        let small = Array(repeating: Float(0), count: 2 * 16 * 16 * 3)
        try write([SafetensorsTensor(name: "estimates.0", shape: [2, 16, 16, 3], floats: small)])
        #expect(message() == "\(path): \"estimates.0\" has the shape [2, 16, 16, 3], expected [2, 32, 32, 3]")
        try write([SafetensorsTensor(name: "pictures", shape: [0, 32, 32, 3], floats: [])])
        #expect(message() == "\(path): \"pictures\" has the shape [0, 32, 32, 3], expected [1, 32, 32, 3]")
        try write([SafetensorsTensor(name: "rewards", shape: [2], floats: [0, .nan])])
        #expect(message() == "\(path): does not hold a prompt and a finite reward for each picture")
        try write([SafetensorsTensor(name: "rewards", shape: [3], floats: [0, 1, 2])])
        #expect(message() == "\(path): does not hold a prompt and a finite reward for each picture")
    }
}
