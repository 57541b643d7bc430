import Kernels

extension Tensor {
    /// Softmax over the last axis.
    public func softmax() -> Tensor {
        let (rows, columns) = (shape.rows, shape.last)
        let output = Storage(count: count)
        Execution.compute.softmax(rows: rows, columns: columns, input: pointer, output: output.pointer)
        return Tensor(
            shape: shape, storage: output,
            node: Self.node(shape: shape, inputs: [self]) { [shape] in
                { gradient in
                    [
                        Tensor(shape: shape) { buffer in
                            Execution.compute.softmaxGradient(
                                rows: rows, columns: columns, output: UnsafePointer(output.pointer),
                                outputGradient: gradient.pointer, inputGradient: buffer.baseAddress!)
                        }
                    ]
                }
            })
    }

    /// Negative log-likelihood of one label for each row of logits `[..., classes]`: `[rows]`.
    ///
    /// A negative label leaves its row out: loss 0, no gradient.
    public func crossEntropy(labels: [Int32]) -> Tensor {
        let (rows, columns) = (shape.rows, shape.last)
        precondition(labels.count == rows, "\(labels.count) labels for logits \(shape)")
        precondition(labels.allSatisfy { $0 < columns }, "a label is outside of \(columns) classes")
        let logSumExp = Storage(count: rows)
        return Tensor(
            shape: [rows], inputs: [self],
            filledBy: { output in
                Execution.compute.crossEntropy(
                    rows: rows, columns: columns, logits: pointer, labels: labels, loss: output,
                    logSumExp: logSumExp.pointer)
            },
            rule: { [logits = self.detached] gradient in
                [
                    Tensor(shape: logits.shape) { buffer in
                        Execution.compute.crossEntropyGradient(
                            rows: rows, columns: columns, logits: logits.pointer, labels: labels,
                            logSumExp: UnsafePointer(logSumExp.pointer), lossGradient: gradient.pointer,
                            logitsGradient: buffer.baseAddress!)
                    }
                ]
            })
    }
}
