/// The sizes of a product of two matrices, checked.
public struct MatrixProductSizes: Sendable, Hashable {
    public let rows: Int
    public let columns: Int
    public let depth: Int

    public init(left: Shape, right: Shape, transposeLeft: Bool = false, transposeRight: Bool = false)
        throws(TensorError)
    {
        guard left.rank == 2, right.rank == 2, left[transposeLeft ? 0 : 1] == right[transposeRight ? 1 : 0]
        else {
            let transposed = [transposeLeft ? "left" : nil, transposeRight ? "right" : nil].compactMap { $0 }
            throw .mismatch(
                operation: "matrix product", left: left, right: right,
                rule: "[m, k] goes with [k, n]"
                    + (transposed.isEmpty ? "" : ", \(transposed.joined(separator: " and ")) transposed"))
        }
        depth = left[transposeLeft ? 0 : 1]
        rows = left[transposeLeft ? 1 : 0]
        columns = right[transposeRight ? 0 : 1]
        guard (try? Shape(checking: [rows, columns])) != nil else {
            throw .tooLarge(operation: "matrix product", left: left, right: right)
        }
    }
}
