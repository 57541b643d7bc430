/// Checks for the operations that rearrange elements.
extension Shape {
    /// Whether elements of this shape can take another one.
    public func checkReshaping(to target: Shape) throws(TensorError) {
        guard count == target.count else {
            throw .mismatch(
                operation: "reshape", left: self, right: target, rule: "both need the same number of elements"
            )
        }
    }

    /// Whether a tensor of the other shape can be added to a result of this one in place.
    public func checkResidual(_ residual: Shape?, operation: String) throws(TensorError) {
        guard let residual, residual != self else { return }
        throw .mismatch(
            operation: operation, left: self, right: residual, rule: "what is added has the result's shape")
    }

    /// Whether `range` lies within an axis; negative axes count from the end.
    public func checkSlicing(axis: Int, _ range: Range<Int>) throws(TensorError) {
        let place = axis < 0 ? axis + rank : axis
        guard place >= 0, place < rank else {
            throw .setting(operation: "slice", name: "the axis", value: axis, shape: self)
        }
        guard range.lowerBound >= 0, range.upperBound <= self[place] else {
            let outside = range.lowerBound < 0 ? range.lowerBound : range.upperBound
            throw .index(operation: "slice", index: outside, axis: place, shape: self)
        }
    }

    /// Whether all indices name rows of the first axis.
    public func checkGathering(_ indices: [Int]) throws(TensorError) {
        guard rank >= 1 else {
            throw .operand(
                operation: "gather", name: "the table", shape: self, rule: "it needs an axis of rows")
        }
        if let outside = indices.first(where: { $0 < 0 || $0 >= self[0] }) {
            throw .index(operation: "gather", index: outside, axis: 0, shape: self)
        }
    }

    /// The shape of tensors joined along an axis; negative axes count from the end.
    public static func concatenated(_ shapes: [Shape], axis: Int) throws(TensorError) -> Shape {
        guard let first = shapes.first else {
            throw .operand(
                operation: "concatenation", name: "the list", shape: [0], rule: "it needs a tensor")
        }
        let place = axis < 0 ? axis + first.rank : axis
        guard place >= 0, place < first.rank else {
            throw .setting(operation: "concatenation", name: "the axis", value: axis, shape: first)
        }
        var dimensions = first.dimensions
        for shape in shapes.dropFirst() {
            var others = shape.dimensions
            if others.count == first.rank { others[place] = first[place] }
            guard others == first.dimensions else {
                throw .mismatch(
                    operation: "concatenation", left: first, right: shape,
                    rule: "all axes but \(place) must agree")
            }
            let (sum, isTooLarge) = dimensions[place].addingReportingOverflow(shape[place])
            guard !isTooLarge else {
                throw .tooLarge(operation: "concatenation", left: first, right: shape)
            }
            dimensions[place] = sum
        }
        do {
            return try Shape(checking: dimensions)
        } catch {
            throw .tooLarge(operation: "concatenation", left: first, right: shapes[shapes.count - 1])
        }
    }

    /// The shape of an elementwise operation, as NumPy broadcasts: axes are matched from the last, and an extent of
    /// 1 or a missing axis repeats.
    public static func broadcast(_ left: Shape, _ right: Shape) throws(TensorError) -> Shape {
        let rank = max(left.rank, right.rank)
        var dimensions: [Int] = []
        for axis in 0..<rank {
            let a = axis < rank - left.rank ? 1 : left[axis - (rank - left.rank)]
            let b = axis < rank - right.rank ? 1 : right[axis - (rank - right.rank)]
            guard a == b || a == 1 || b == 1 else {
                throw .mismatch(
                    operation: "elementwise operation", left: left, right: right,
                    rule: "axes agree from the last on, or one of them is 1")
            }
            dimensions.append(a == 1 ? b : a)
        }
        do {
            return try Shape(checking: dimensions)
        } catch {
            throw .tooLarge(operation: "elementwise operation", left: left, right: right)
        }
    }
}
