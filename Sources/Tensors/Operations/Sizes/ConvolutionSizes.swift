import Kernels

/// The sizes of a convolution, checked.
public struct ConvolutionSizes: Sendable, Equatable {
    let kernelShape: Compute.ConvolutionShape
    /// `[B, H', W', out]`.
    public let result: Shape

    /// - Parameters:
    ///   - input: `[B, H, W, in]`.
    ///   - weight: `[out, kernel height, kernel width, in]`.
    ///   - bias: `[out]`.
    public init(
        input: Shape, weight: Shape, bias: Shape? = nil, stride: Int = 1, padding: Int = 0
    ) throws(TensorError) {
        let name = "convolution"
        guard input.rank == 4, weight.rank == 4, input[3] == weight[3] else {
            throw .mismatch(
                operation: name, left: input, right: weight,
                rule: "[B, H, W, in] goes with [out, height, width, in]")
        }
        guard stride >= 1 else {
            throw .setting(operation: name, name: "a stride of", value: stride, shape: input)
        }
        guard padding >= 0, padding <= Self.largestPadding else {
            throw .setting(operation: name, name: "a padding of", value: padding, shape: input)
        }
        guard weight[1] >= 1, weight[2] >= 1, weight[1] <= input[1] + 2 * padding,
            weight[2] <= input[2] + 2 * padding
        else {
            throw .mismatch(
                operation: name, left: input, right: weight,
                rule: "the kernel is at least 1x1 and at most the padded picture (padding \(padding))")
        }
        if let bias, bias != [weight[0]] {
            throw .mismatch(operation: name, left: weight, right: bias, rule: "the bias is [out]")
        }
        kernelShape = Compute.ConvolutionShape(
            batch: input[0], height: input[1], width: input[2], inputChannels: input[3],
            outputChannels: weight[0], kernelHeight: weight[1], kernelWidth: weight[2], stride: stride,
            padding: padding)
        do {
            result = try Shape(
                checking: [input[0], kernelShape.outputHeight, kernelShape.outputWidth, weight[0]])
        } catch {
            throw .tooLarge(operation: name, left: input, right: weight)
        }
    }

    /// Beyond it there is nothing but zeros to see; sums with it cannot overflow.
    private static let largestPadding = 1 << 20
}
