import Tensors

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

    /// Pictures: `[N, H, W, 3]`, of a given shape where there is one.
    func pictures(_ name: String, like expected: Shape? = nil) throws -> Tensor {
        let shape = try info(name).shape
        if let expected, shape != expected.dimensions {
            throw StageError.unreadable(
                file: path, problem: "\"\(name)\" has the shape \(shape), expected \(expected.dimensions)")
        }
        guard shape.count == 4, shape[3] == 3, shape.allSatisfy({ $0 > 0 }) else {
            throw StageError.unreadable(
                file: path,
                problem: "\"\(name)\" has the shape \(shape), expected one or more pictures [N, H, W, 3]")
        }
        return try tensor(name, layout: .memory)
    }
}
