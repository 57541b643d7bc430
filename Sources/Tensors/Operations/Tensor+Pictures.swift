import Kernels

extension Tensor {
    /// Pictures in another size by nearest neighbours: `[B, H, W, C] -> [B, height, width, C]`.
    ///
    /// A pixel takes the value at `floor(position · old size / new size)`, as PyTorch's `interpolate` with
    /// `mode="nearest"`; twice the size repeats each pixel in a square of four.
    public func resizedNearest(height: Int, width: Int) -> Tensor {
        precondition(
            shape.rank == 4 && (count > 0 || height * width == 0), "no picture to resize in \(shape)")
        let (batch, channels) = (shape[0], shape[3])
        let rows = Self.nearestSources(shape[1], height)
        let columns = Self.nearestSources(shape[2], width)
        let (sourceHeight, sourceWidth) = (shape[1], shape[2])
        let original = shape
        let compute = Execution.compute
        return Tensor(
            shape: [batch, height, width, channels], inputs: [self],
            filledBy: { output in
                compute.forEachRange(batch * height, grain: Self.rowGrain(width * channels)) { range in
                    for row in range {
                        let (sample, y) = (row / height, row % height)
                        let source = pointer + (sample * sourceHeight + rows[y]) * sourceWidth * channels
                        let target = output + row * width * channels
                        for x in 0..<width {
                            (target + x * channels).update(
                                from: source + columns[x] * channels, count: channels)
                        }
                    }
                }
            },
            rule: { gradient in
                [
                    Tensor(shape: original) { output in
                        Self.addNearest(
                            gradient, rows: rows, columns: columns, into: output.baseAddress!, shape: original
                        )
                    }
                ]
            })
    }

    /// The transpose of `resizedNearest`: each pixel gets the sum of those that took its value.
    private static func addNearest(
        _ gradient: Tensor, rows: [Int], columns: [Int], into output: UnsafeMutablePointer<Float>,
        shape: Shape
    ) {
        let (height, width, channels) = (shape[1], shape[2], shape[3])
        let takers = Array(rows.indices)
        let compute = Execution.compute
        let serial = Compute(kernels: compute.kernels, threads: 1)
        compute.forEachRange(shape[0] * height, grain: rowGrain(width * channels)) { range in
            for row in range {
                let (sample, y) = (row / height, row % height)
                let target = output + row * width * channels
                target.update(repeating: 0, count: width * channels)
                for taker in takers where rows[taker] == y {
                    let source = gradient.pointer + (sample * rows.count + taker) * columns.count * channels
                    for (x, column) in columns.enumerated() {
                        serial.axpy(
                            count: channels, alpha: 1, x: source + x * channels, y: target + column * channels
                        )
                    }
                }
            }
        }
    }

    /// Where each of `new` positions reads among `old` ones, computed in float32 as PyTorch does.
    private static func nearestSources(_ old: Int, _ new: Int) -> [Int] {
        let scale = Float(old) / Float(max(new, 1))
        return (0..<new).map { min(Int(Float($0) * scale), old - 1) }
    }

    /// Rows of a picture per task.
    private static func rowGrain(_ rowCount: Int) -> Int { max(32_768 / max(rowCount, 1), 1) }

    /// Pictures with rows of zeros below and columns of zeros on the right:
    /// `[B, H, W, C] -> [B, H + bottom, W + right, C]`.
    public func padded(bottom: Int, right: Int) -> Tensor {
        precondition(shape.rank == 4 && bottom >= 0 && right >= 0, "\(shape) padded by \(bottom), \(right)")
        let (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        let (newHeight, newWidth) = (height + bottom, width + right)
        let (part, whole) = (width * channels, newWidth * channels)
        let compute = Execution.compute
        return Tensor(
            shape: [batch, newHeight, newWidth, channels], inputs: [self],
            filledBy: { output in
                compute.forEachRange(batch * newHeight, grain: Self.rowGrain(whole)) { range in
                    for row in range {
                        let (sample, y) = (row / newHeight, row % newHeight)
                        let target = output + row * whole
                        if y < height {
                            target.update(from: pointer + (sample * height + y) * part, count: part)
                            (target + part).update(repeating: 0, count: whole - part)
                        } else {
                            target.update(repeating: 0, count: whole)
                        }
                    }
                }
            },
            rule: { gradient in
                [gradient.sliced(axis: 1, 0..<height).sliced(axis: 2, 0..<width)]
            })
    }
}
