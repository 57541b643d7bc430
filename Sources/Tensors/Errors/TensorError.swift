/// Why an operation cannot take what it was given.
public enum TensorError: Error, Hashable, Sendable {
    /// A shape has a negative extent or more elements than a number can count.
    case shape([Int])
    /// As many elements as a shape needs were not given.
    case elementCount(found: Int, shape: Shape)
    /// Two operands do not fit each other; `rule` says what would.
    case mismatch(operation: String, left: Shape, right: Shape, rule: String)
    /// One operand has the wrong shape; `rule` says which would be right.
    case operand(operation: String, name: String, shape: Shape, rule: String)
    /// A setting of an operation does not fit the shape that it works on.
    case setting(operation: String, name: String, value: Int, shape: Shape)
    /// The result would have more elements than a number can count.
    case tooLarge(operation: String, left: Shape, right: Shape)
    /// A position outside of an axis.
    case index(operation: String, index: Int, axis: Int, shape: Shape)
    /// A stored array has elements that cannot be computed with.
    case elementType(tensor: String, found: StoredType, expected: [StoredType])
}
