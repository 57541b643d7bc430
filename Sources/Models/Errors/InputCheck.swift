import Tensors

/// The checks that the inputs of models have in common.
struct InputCheck {
    /// The model, as errors name it.
    let model: String

    init(_ model: String) { self.model = model }

    /// Whether the extents are the expected ones; `nil` stands for any of at least one, and the first, the batch, may
    /// be empty.
    ///
    /// - Parameter letters: one for each free extent, in order.
    func shape(_ found: Shape, _ input: String, _ expected: [Int?], letters: [String]) throws(ModelInputError)
    {
        let fits =
            found.rank == expected.count
            && zip(found.dimensions, expected).enumerated().allSatisfy { axis, extents in
                extents.1.map { $0 == extents.0 } ?? (axis == 0 || extents.0 >= 1)
            }
        guard !fits else { return }
        var free = letters[...]
        let texts = expected.map { $0.map(String.init) ?? free.popFirst() ?? "n" }
        throw .shape(
            model: model, input: input, found: found, expected: "[" + texts.joined(separator: ", ") + "]")
    }

    func count(_ found: Int, _ input: String, expected: Int, _ reason: String) throws(ModelInputError) {
        guard found != expected else { return }
        throw .count(model: model, input: input, found: found, expected: expected, reason: reason)
    }

    /// Whether each text has 1 to `longest` tokens, all in the vocabulary.
    func texts(_ texts: [[Int]], longest: Int, vocabulary: Int) throws(ModelInputError) {
        for (index, text) in texts.enumerated() {
            guard (1...longest).contains(text.count) else {
                throw .length(model: model, text: index, found: text.count, longest: longest)
            }
            if let position = text.firstIndex(where: { !(0..<vocabulary).contains($0) }) {
                throw .token(
                    model: model, text: index, position: position, found: text[position],
                    vocabulary: vocabulary)
            }
        }
    }
}
