import Tensors

/// A table of learned rows.
public struct Embedding {
    private let table: Parameter

    public init(_ scope: ParameterScope, entries: Int, features: Int, deviation: Float = 0.02) {
        table = scope.parameter(
            "weight", shape: [entries, features], role: .embedding, initializer: .normal(deviation))
    }

    /// The rows of the given entries: `[indices, features]`.
    public func callAsFunction(_ indices: [Int]) -> Tensor { table.weight.gathered(indices) }

    /// All rows: `[entries, features]`.
    public var rows: Tensor { table.value }
}
