import Kernels

extension Tensor {
    /// The same elements under another shape of the same count; nothing is copied.
    public func reshaped(_ target: Shape) -> Tensor {
        trusted { () throws(TensorError) in try shape.checkReshaping(to: target) }
        let original = shape
        return Tensor(
            shape: target, storage: storage,
            node: Self.node(shape: target, inputs: [self]) { { gradient in [gradient.reshaped(original)] } })
    }

    /// Reorders axes: axis `i` of the result is axis `order[i]` of this tensor.
    public func transposed(_ order: [Int]) -> Tensor {
        precondition(order.sorted() == Array(0..<shape.rank), "\(order) does not order the axes of \(shape)")
        let target = Shape(order.map { shape[$0] })
        var inverse = order
        for (position, axis) in order.enumerated() { inverse[axis] = position }
        return Tensor(
            shape: target, inputs: [self],
            filledBy: { permute(order, into: $0) },
            rule: { gradient in [gradient.transposed(inverse)] })
    }

    private func permute(_ order: [Int], into output: UnsafeMutablePointer<Float>) {
        let rank = shape.rank
        if rank == 0 {
            output[0] = pointer[0]
            return
        }
        var strides = Array(repeating: 1, count: rank)
        for axis in stride(from: rank - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * shape[axis + 1]
        }
        let extents = order.map { shape[$0] }
        let steps = order.map { strides[$0] }
        let (columns, step) = (extents[rank - 1], steps[rank - 1])
        var index = Array(repeating: 0, count: rank - 1)
        var source = 0
        var written = 0
        while written < count {
            if step == 1 {
                (output + written).update(from: pointer + source, count: columns)
            } else {
                for column in 0..<columns { output[written + column] = pointer[source + column * step] }
            }
            written += columns
            var axis = rank - 2
            while axis >= 0 {
                index[axis] += 1
                source += steps[axis]
                if index[axis] < extents[axis] { break }
                source -= extents[axis] * steps[axis]
                index[axis] = 0
                axis -= 1
            }
        }
    }

    /// The range `range` of one axis, copied. Negative axes count from the end.
    public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
        trusted { () throws(TensorError) in try shape.checkSlicing(axis: axis, range) }
        let axis = axis < 0 ? axis + shape.rank : axis
        if range == 0..<shape[axis] { return self }
        var dimensions = shape.dimensions
        dimensions[axis] = range.count
        let inner = dimensions[(axis + 1)...].reduce(1, *)
        let outer = dimensions[..<axis].reduce(1, *)
        let (whole, part) = (shape[axis] * inner, range.count * inner)
        let start = range.lowerBound * inner
        let original = shape
        return Tensor(
            shape: Shape(dimensions), inputs: [self],
            filledBy: { output in
                for row in 0..<outer {
                    (output + row * part).update(from: pointer + row * whole + start, count: part)
                }
            },
            rule: { gradient in
                [
                    Tensor(shape: original) { output in
                        output.update(repeating: 0)
                        for row in 0..<outer {
                            (output.baseAddress! + row * whole + start)
                                .update(from: gradient.pointer + row * part, count: part)
                        }
                    }
                ]
            })
    }

    /// Joins tensors that agree in all axes but one. Negative axes count from the end.
    public static func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
        let target = trusted { () throws(TensorError) in
            try Shape.concatenated(tensors.map(\.shape), axis: axis)
        }
        let axis = axis < 0 ? axis + target.rank : axis
        let outer = target.dimensions[..<axis].reduce(1, *)
        let inner = target.dimensions[(axis + 1)...].reduce(1, *)
        let whole = target[axis] * inner
        let extents = tensors.map { $0.shape[axis] }
        return Tensor(
            shape: target, inputs: tensors,
            filledBy: { output in
                var start = 0
                for tensor in tensors {
                    let part = tensor.shape[axis] * inner
                    for row in 0..<outer {
                        (output + row * whole + start).update(from: tensor.pointer + row * part, count: part)
                    }
                    start += part
                }
            },
            rule: { [areNeeded = tensors.map(\.requiresGradient)] gradient in
                var start = 0
                return zip(extents, areNeeded).map { extent, isNeeded in
                    defer { start += extent }
                    return isNeeded ? gradient.sliced(axis: axis, start..<start + extent) : nil
                }
            })
    }

    /// Puts tensors of one shape side by side along a new first axis.
    public static func stacked(_ tensors: [Tensor]) -> Tensor {
        concatenated(tensors.map { $0.reshaped(Shape([1] + $0.shape.dimensions)) }, axis: 0)
    }

    /// Rows of the first axis, in the order of `indices`; used for batches and embedding tables.
    public func gathered(_ indices: [Int]) -> Tensor {
        let width = shape.dimensions.dropFirst().reduce(1, *)
        let original = shape
        trusted { () throws(TensorError) in try original.checkGathering(indices) }
        return Tensor(
            shape: Shape([indices.count] + shape.dimensions.dropFirst()), inputs: [self],
            filledBy: { output in
                for (row, index) in indices.enumerated() {
                    (output + row * width).update(from: pointer + index * width, count: width)
                }
            },
            rule: { gradient in
                [
                    Tensor(shape: original) { output in
                        output.update(repeating: 0)
                        let compute = Execution.compute
                        for (row, index) in indices.enumerated() {
                            compute.axpy(
                                count: width, alpha: 1, x: gradient.pointer + row * width,
                                y: output.baseAddress! + index * width)
                        }
                    }
                ]
            })
    }

    /// `[B, H, W, f·f·C] -> [B, H·f, W·f, C]`: channels become pixels. The channels of sub-pixel (y, x) are
    /// neighbours in memory, as in TensorFlow's `depth_to_space`, so that whole runs are copied.
    public func depthToSpace(_ factor: Int) -> Tensor {
        let (batch, height, width) = (shape[0], shape[1], shape[2])
        let channels = shape[3] / (factor * factor)
        precondition(
            channels * factor * factor == shape[3], "\(shape[3]) channels do not split into \(factor)²")
        return reshaped([batch, height, width, factor, factor * channels])  // (B, H, W, fy, fx·C)
            .transposed([0, 1, 3, 2, 4])  // (B, H, fy, W, fx·C)
            .reshaped([batch, height * factor, width * factor, channels])
    }
}
