import KernelInterface

/// Numbers per tile of rows.
private let grain = 16_384

extension Compute {
    /// Softmax of each row of `[rows, columns]`; in place is fine.
    public func softmax(
        rows: Int, columns: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
    ) {
        forEachRange(rows, grain: max(grain / max(columns, 1), 1)) { range in
            for row in range {
                _ = kernels.table.softmaxRow(
                    columns, columns, 1, input + row * columns, output + row * columns)
            }
        }
    }

    /// The gradient of `softmax` from its output.
    public func softmaxGradient(
        rows: Int, columns: Int, output: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        forEachRange(rows, grain: max(grain / max(columns, 1), 1)) { range in
            for row in range {
                let start = row * columns
                let common = kernels.table.dot(columns, output + start, outputGradient + start)
                kernels.table.softmaxGradientRow(
                    columns, output + start, outputGradient + start, common, 1, inputGradient + start)
            }
        }
    }

    /// Cross entropy of each row of logits `[rows, columns]`: `loss[r] = logSumExp[r] - logits[r, labels[r]]`.
    /// A negative label gives a loss of zero.
    public func crossEntropy(
        rows: Int, columns: Int, logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>,
        loss: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>
    ) {
        forEachRange(rows, grain: max(grain / max(columns, 1), 1)) { range in
            for row in range {
                let x = logits + row * columns
                logSumExp[row] = kernels.table.logSumExp(columns, x)
                loss[row] = labels[row] < 0 ? 0 : logSumExp[row] - x[Int(labels[row])]
            }
        }
    }

    /// The gradient of `crossEntropy`, `lossGradient` of `[rows]`. A negative label gives a row of zeros.
    public func crossEntropyGradient(
        rows: Int, columns: Int, logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>,
        logSumExp: UnsafePointer<Float>, lossGradient: UnsafePointer<Float>,
        logitsGradient: UnsafeMutablePointer<Float>
    ) {
        forEachRange(rows, grain: max(grain / max(columns, 1), 1)) { range in
            for row in range {
                let output = logitsGradient + row * columns
                guard labels[row] >= 0 else {
                    output.update(repeating: 0, count: columns)
                    continue
                }
                kernels.table.exponentials(
                    columns, 1, logits + row * columns, logSumExp[row], lossGradient[row], output)
                output[Int(labels[row])] -= lossGradient[row]
            }
        }
    }
}
