extension TensorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .shape(let extents):
            "a shape needs extents of 0 or more whose product fits into \(Int.bitWidth - 1) bits: \(extents)"
        case .elementCount(let found, let shape):
            "\(found) elements do not fill \(shape), which has \(shape.count)"
        case .mismatch(let operation, let left, let right, let rule):
            "\(operation) of \(left) and \(right): \(rule)"
        case .operand(let operation, let name, let shape, let rule):
            "\(operation): \(name) is \(shape), but \(rule)"
        case .setting(let operation, let name, let value, let shape):
            "\(operation): \(name) \(value) does not fit \(shape)"
        case .tooLarge(let operation, let left, let right):
            "\(operation) of \(left) and \(right): the result has too many elements"
        case .index(let operation, let index, let axis, let shape):
            "\(operation): \(index) is outside of axis \(axis) of \(shape)"
        case .elementType(let tensor, let found, let expected):
            "\(tensor) has elements of type \(found.rawValue), not one of "
                + expected.map(\.rawValue).joined(separator: ", ")
        }
    }
}
