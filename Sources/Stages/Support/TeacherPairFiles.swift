import Engine
import Methods
import Tensors
import World

/// How teacher pairs lie on disk: safetensors shards of captions and pictures; the noise follows from the seed.
enum TeacherPairFiles {
    /// The `figures.json` of the pairs.
    struct Index: Codable {
        let kind: String
        let count: Int
        let steps: Int
        let seed: UInt64
    }

    static func shardName(_ index: Int) -> String {
        let digits = String(index)
        return "pairs-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".safetensors"
    }

    static func write(_ pairs: TeacherPairs, to path: String) throws {
        let length = pairs.tokens.count / pairs.count
        try SafetensorsWriter.write(
            [
                SafetensorsTensor(
                    name: "captions", shape: [pairs.count, length], floats: pairs.tokens.map(Float.init)),
                SafetensorsTensor(
                    name: "pictures", shape: pairs.pictures.shape.dimensions, type: .float16,
                    floats: pairs.pictures.elements),
            ], to: path)
    }

    /// Reads one shard.
    static func read(_ path: String) throws -> (tokens: [Int32], pictures: Tensor) {
        let file = try SafetensorsFile(path: path)
        let pictures = try file.pictures("pictures")
        let count = pictures.shape[0]
        try check(
            path, "pictures", pictures.shape.dimensions, [count, Scene.size, Scene.size, Scene.channels])
        try check(path, "captions", file.info("captions").shape, [count, Caption.length])
        let tokens = try file.indices("captions", below: Vocabulary.count)
        return (tokens.map { Int32($0) }, pictures)
    }

    private static func check(_ path: String, _ name: String, _ found: [Int], _ expected: [Int]) throws {
        guard found == expected else {
            throw StageError.unreadable(
                file: path, problem: "\"\(name)\" has the shape \(found), expected \(expected)")
        }
    }

    static func read(_ artifact: Artifact) throws -> TeacherPairs {
        let index = try artifact.decode(Index.self, from: "figures.json")
        var tokens: [Int32] = []
        var pictures: [Tensor] = []
        var shard = 0
        while artifact.contains(shardName(shard)) {
            let part = try read(artifact.path(of: shardName(shard)))
            tokens += part.tokens
            pictures.append(part.pictures)
            shard += 1
        }
        guard !pictures.isEmpty else {
            throw StageError.notAModel(
                expected: shardName(0), found: artifact.files.prefix(6).map(\.relativePath))
        }
        return TeacherPairs(tokens: tokens, pictures: .concatenated(pictures, axis: 0), seed: index.seed)
    }
}
