/// The sizes of `x · weightᵀ + bias`, checked.
public struct LinearSizes: Sendable, Hashable {
    public let rows: Int
    public let inputs: Int
    public let outputs: Int
    /// `[..., outputs]`.
    public let result: Shape

    /// - Parameters:
    ///   - input: `[..., in]`.
    ///   - weight: `[out, in]`.
    ///   - bias: `[out]`.
    public init(input: Shape, weight: Shape, bias: Shape? = nil) throws(TensorError) {
        guard input.rank >= 1, weight.rank == 2, weight[1] == input.last else {
            throw .mismatch(
                operation: "linear", left: input, right: weight, rule: "[..., in] goes with [out, in]")
        }
        (rows, inputs, outputs) = (input.rows, weight[1], weight[0])
        if let bias, bias != [outputs] {
            throw .mismatch(operation: "linear", left: weight, right: bias, rule: "the bias is [out]")
        }
        do {
            result = try Shape(checking: input.dimensions.dropLast() + [outputs])
        } catch {
            throw .tooLarge(operation: "linear", left: input, right: weight)
        }
    }

    var multiplyAccumulates: Int { rows &* inputs &* outputs }
}
