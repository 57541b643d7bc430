import Kernels

/// How two operands of an elementwise operation line up, as NumPy has it: axes are matched from the last, and an
/// extent of 1 (or a missing axis) repeats.
struct Broadcasting {
    let shape: Shape
    /// Extents after merging neighbouring axes of the same kind, outermost first.
    let groups: [Group]

    struct Group: Equatable {
        var extent: Int
        /// Whether the left and the right operand have this axis (or repeat over it).
        var left: Bool
        var right: Bool
    }

    init(_ left: Shape, _ right: Shape) {
        shape = trusted { () throws(TensorError) in try Shape.broadcast(left, right) }
        let rank = shape.rank
        func padded(_ shape: Shape) -> [Int] {
            Array(repeating: 1, count: rank - shape.rank) + shape.dimensions
        }
        let (a, b) = (padded(left), padded(right))
        var groups: [Group] = []
        for axis in 0..<rank where shape[axis] != 1 {
            let group = Group(extent: shape[axis], left: a[axis] != 1, right: b[axis] != 1)
            if let last = groups.last, last.left == group.left, last.right == group.right {
                groups[groups.count - 1].extent *= group.extent
            } else {
                groups.append(group)
            }
        }
        self.groups = groups
    }
}

extension Tensor {
    /// Repeats this tensor over the axes that it lacks in `shape`.
    func expanded(to target: Shape) -> Tensor {
        if shape == target { return self }
        let plan = Broadcasting(shape, target)
        precondition(plan.shape == target, "\(shape) does not expand to \(target)")
        return Tensor(shape: target) { output in
            var offset = 0
            Self.fill(plan.groups[...], source: pointer, output: output.baseAddress!, offset: &offset)
        }
    }

    /// Copies `source` into `output` at `offset`; returns how far the source has been read.
    @discardableResult
    private static func fill(
        _ groups: ArraySlice<Broadcasting.Group>, source: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, offset: inout Int
    ) -> Int {
        guard let group = groups.first else {
            output[offset] = source[0]
            offset += 1
            return 1
        }
        let rest = groups.dropFirst()
        if rest.isEmpty {
            if group.left {
                (output + offset).update(from: source, count: group.extent)
            } else {
                (output + offset).update(repeating: source[0], count: group.extent)
            }
            offset += group.extent
            return group.left ? group.extent : 1
        }
        var read = 0
        for _ in 0..<group.extent {
            let used = fill(
                rest, source: group.left ? source + read : source, output: output, offset: &offset)
            if group.left { read += used } else { read = used }
        }
        return read
    }

    /// Sums over the axes over which `target` was repeated: the transpose of `expanded(to:)`.
    func reduced(to target: Shape) -> Tensor {
        if shape == target { return self }
        let padded = Array(repeating: 1, count: shape.rank - target.rank) + target.dimensions
        let axes = (0..<shape.rank).filter { padded[$0] == 1 && shape[$0] != 1 }
        return sum(axes: axes).reshaped(target)
    }
}
