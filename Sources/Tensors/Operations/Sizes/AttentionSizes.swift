import Kernels

/// The sizes of scaled dot-product attention, checked.
public struct AttentionSizes: Sendable {
    let kernelShape: Compute.AttentionShape
    let multiplyAccumulates: Int

    /// - Parameters:
    ///   - queries: `[B, Tq, heads · d]`.
    ///   - keys: `[B, Tk, heads · d]`, with at least one key.
    ///   - values: as `keys`.
    public init(queries: Shape, keys: Shape, values: Shape, heads: Int, isCausal: Bool = false)
        throws(TensorError)
    {
        let name = "attention"
        guard queries.rank == 3, keys.rank == 3, queries[0] == keys[0], queries[2] == keys[2] else {
            throw .mismatch(
                operation: name, left: queries, right: keys, rule: "[B, Tq, C] goes with keys of [B, Tk, C]")
        }
        guard keys == values else {
            throw .mismatch(
                operation: name, left: keys, right: values, rule: "keys and values have one shape")
        }
        guard heads >= 1, queries[2] % heads == 0, queries[2] > 0 else {
            throw .setting(operation: name, name: "the number of heads", value: heads, shape: queries)
        }
        guard keys[1] > 0 || queries.count == 0 else {
            throw .operand(
                operation: name, name: "the keys", shape: keys, rule: "there must be one to attend to")
        }
        let size = queries[2] / heads
        kernelShape = Compute.AttentionShape(
            batch: queries[0], queries: queries[1], keys: keys[1], heads: heads, headSize: size,
            scale: 1 / Float(size).squareRoot(), causal: isCausal)
        multiplyAccumulates = queries.count &* keys[1] &* 2
    }
}
