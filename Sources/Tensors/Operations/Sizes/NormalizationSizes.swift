import Kernels

/// The sizes of a group or layer normalisation, checked.
public struct NormalizationSizes: Sendable {
    let batch: Int
    let channels: Int
    let spatial: Int

    /// Group normalisation.
    ///
    /// - Parameters:
    ///   - input: `[B, ..., C]`.
    ///   - gamma: `[C]`. `beta`: `[C]`.
    ///   - scale: `[B, C]`, together with `shift`.
    public init(
        input: Shape, groups: Int, gamma: Shape, beta: Shape, scale: Shape? = nil, shift: Shape? = nil
    ) throws(TensorError) {
        let name = "group norm"
        guard input.rank >= 2 else {
            throw .operand(operation: name, name: "the input", shape: input, rule: "it needs [B, ..., C]")
        }
        (batch, channels) = (input[0], input.last)
        spatial = input.dimensions.dropFirst().dropLast().reduce(1, *)
        guard groups >= 1, channels % groups == 0 else {
            throw .setting(operation: name, name: "the number of groups", value: groups, shape: input)
        }
        try Self.check(name, input: input, gamma: gamma, beta: beta)
        for modulation in [scale, shift] {
            guard let modulation else { continue }
            guard modulation == [batch, channels] else {
                throw .mismatch(
                    operation: name, left: input, right: modulation, rule: "scale and shift are [B, C]")
            }
        }
        guard (scale == nil) == (shift == nil) else {
            throw .operand(
                operation: name, name: "the input", shape: input, rule: "scale and shift come together")
        }
    }

    /// Layer normalisation of `[..., C]` with `gamma` and `beta` `[C]`.
    public init(layer input: Shape, gamma: Shape, beta: Shape) throws(TensorError) {
        (batch, channels, spatial) = (input.rows, input.last, 1)
        try Self.check("layer norm", input: input, gamma: gamma, beta: beta)
    }

    func kernelShape(groups: Int, epsilon: Float) -> Compute.GroupNormShape {
        Compute.GroupNormShape(
            batch: batch, spatial: spatial, channels: channels, groups: groups, epsilon: epsilon)
    }

    private static func check(_ name: String, input: Shape, gamma: Shape, beta: Shape) throws(TensorError) {
        for vector in [gamma, beta] where vector != [input.last] {
            throw .mismatch(operation: name, left: input, right: vector, rule: "gamma and beta are [C]")
        }
    }
}
