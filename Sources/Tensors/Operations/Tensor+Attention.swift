import Kernels

extension Tensor {
    /// Scaled dot-product attention of this tensor as queries: softmax(q · kᵀ / √d) · v for each head.
    ///
    /// - Parameters:
    ///   - keys: `[B, Tk, heads · d]`; this tensor is `[B, Tq, heads · d]`.
    ///   - values: `[B, Tk, heads · d]`.
    ///   - isCausal: query i sees keys up to i only.
    /// - Returns: `[B, Tq, heads · d]`.
    public func attention(keys: Tensor, values: Tensor, heads: Int, isCausal: Bool = false) -> Tensor {
        let features = shape[2]
        precondition(
            shape.rank == 3 && keys.shape == values.shape && keys.shape[0] == shape[0]
                && keys.shape[2] == features
                && features % heads == 0,
            "attention: queries \(shape), keys \(keys.shape), values \(values.shape), \(heads) heads")
        let size = features / heads
        let attention = Compute.AttentionShape(
            batch: shape[0], queries: shape[1], keys: keys.shape[1], heads: heads, headSize: size,
            scale: 1 / Float(size).squareRoot(), causal: isCausal)
        let multiplyAccumulates = shape[0] * shape[1] * keys.shape[1] * features * 2
        Execution.count(multiplyAccumulates)
        let logSumExp = Storage(count: shape[0] * heads * shape[1])
        let output = Storage(count: shape.count)
        Execution.compute.attention(
            attention, query: pointer, key: keys.pointer, value: values.pointer, keyLengths: nil,
            output: output.pointer, logSumExp: logSumExp.pointer)
        return Tensor(
            shape: shape, storage: output,
            node: Self.node(shape: shape, inputs: [self, keys, values]) {
                { [query = self.detached, keys = keys.detached, values = values.detached] gradient in
                    Execution.count(multiplyAccumulates * 5 / 2)
                    let gradients = [
                        Storage(count: query.count), Storage(count: keys.count), Storage(count: keys.count),
                    ]
                    Execution.compute.attentionGradient(
                        attention, query: query.pointer, key: keys.pointer, value: values.pointer,
                        keyLengths: nil,
                        output: UnsafePointer(output.pointer), logSumExp: UnsafePointer(logSumExp.pointer),
                        outputGradient: gradient.pointer, queryGradient: gradients[0].pointer,
                        keyGradient: gradients[1].pointer, valueGradient: gradients[2].pointer)
                    return [
                        Tensor(shape: query.shape, storage: gradients[0]),
                        Tensor(shape: keys.shape, storage: gradients[1]),
                        Tensor(shape: values.shape, storage: gradients[2]),
                    ]
                }
            })
    }
}
