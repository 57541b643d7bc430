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
        let sizes = trusted { () throws(TensorError) in
            try AttentionSizes(
                queries: shape, keys: keys.shape, values: values.shape, heads: heads, isCausal: isCausal)
        }
        let (attention, multiplyAccumulates) = (sizes.kernelShape, sizes.multiplyAccumulates)
        Execution.count(multiplyAccumulates)
        let logSumExp = Storage(count: attention.batch * attention.heads * attention.queries)
        let output = Storage(count: shape.count)
        Execution.compute.attention(
            attention, query: pointer, key: keys.pointer, value: values.pointer, keyLengths: nil,
            output: output.pointer, logSumExp: logSumExp.pointer)
        return Tensor(
            shape: shape, storage: output,
            node: Self.node(shape: shape, inputs: [self, keys, values]) {
                { [query = self.detached, keys = keys.detached, values = values.detached] gradient in
                    Execution.count(multiplyAccumulates / 2 * 5)
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
