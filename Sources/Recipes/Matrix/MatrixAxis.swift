import Values

/// One axis of a matrix with its values.
struct MatrixAxis {
    struct Value {
        /// As it stands in stage names.
        let text: String
        let node: ResolvedNode
    }

    let name: String
    let values: [Value]

    /// The value that a selector writes in some way: `1e-3` and `0.001` are the same.
    func value(written text: String) -> Value? {
        let number = Double(text).map(NumberText.text)
        return values.first { $0.text == text } ?? values.first { $0.text == number }
    }
}

/// One stage to be run: a declared stage, or one of those that its matrix makes.
struct StageInstance {
    /// `hyper`, or `hyper[rank=16,seed=1]` with the axes in the order of the recipe.
    let name: String
    /// By axis; empty without a matrix.
    let values: [String: MatrixAxis.Value]
}
