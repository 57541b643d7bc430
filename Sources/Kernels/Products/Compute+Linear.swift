import KernelInterface

extension Compute {
    /// `output[rows, outputs] = (accumulate ? output : 0) + input[rows, inputs] * weight^T + bias[outputs]` with
    /// `weight` `[outputs, inputs]`. A row of the output depends on that row of the input alone, to the last bit.
    public func linear(
        rows: Int, inputs: Int, outputs: Int, input: UnsafePointer<Float>, weight: Weight,
        bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, accumulate: Bool = false
    ) {
        guard rows > 0, outputs > 0 else { return }
        multiply(
            MatrixRows(
                count: rows, start: input, stride: inputs, transposed: false, output: output,
                outputStride: outputs),
            .columns(weight.start, weight.elementType, stride: inputs), columns: outputs,
            blocks: DepthBlocks(taps: 1, channels: inputs), accumulate: accumulate, bias: bias)
    }

    /// The gradient of `linear` with respect to its input: `outputGradient[rows, outputs] * weight`, written over what
    /// is there or added to it.
    public func linearInputGradient(
        rows: Int, inputs: Int, outputs: Int, outputGradient: UnsafePointer<Float>, weight: Weight,
        inputGradient: UnsafeMutablePointer<Float>, accumulate: Bool = false
    ) {
        guard rows > 0, inputs > 0 else { return }
        multiply(
            MatrixRows(
                count: rows, start: outputGradient, stride: outputs, transposed: false, output: inputGradient,
                outputStride: inputs),
            .rows(weight.start, weight.elementType, stride: inputs), columns: inputs,
            blocks: DepthBlocks(taps: 1, channels: outputs), accumulate: accumulate, bias: nil)
    }
}
