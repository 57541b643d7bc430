import Tensors
import World

/// Datasets may come from a cache that others write to: what is inside becomes indices and shapes only after a look.
extension SafetensorsFile {
    /// Whole numbers from 0 to below `limit`, which are stored as floats.
    func indices(_ name: String, below limit: Int) throws -> [Int] {
        try readFloats(name).map { value in
            guard let index = Int(exactly: value), index >= 0, index < limit else {
                throw StageError.unreadable(
                    file: path,
                    problem: "\"\(name)\" holds \(value), expected whole numbers from 0 to \(limit - 1)")
            }
            return index
        }
    }

    /// The tokens of `count` captions, one after another.
    func captions(_ name: String, count: Int) throws -> [Int32] {
        let tokens = try indices(name, below: Vocabulary.count)
        try require(name, info(name).shape, [count, Caption.length])
        return tokens.map { Int32($0) }
    }

    /// Pictures of the embedded world: `[N, 32, 32, 3]`, of `count` where it is given.
    func pictures(_ name: String, count: Int? = nil) throws -> Tensor {
        let shape = try info(name).shape
        let expected = [count ?? max(shape.first ?? 1, 1), Scene.size, Scene.size, Scene.channels]
        try require(name, shape, expected)
        return try tensor(name, layout: .memory)
    }

    private func require(_ name: String, _ found: [Int], _ expected: [Int]) throws {
        guard found == expected else {
            throw StageError.unreadable(
                file: path, problem: "\"\(name)\" has the shape \(found), expected \(expected)")
        }
    }
}
