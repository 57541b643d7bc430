/// An element-wise function of two numbers.
public enum BinaryOperation: Int32, CaseIterable, Sendable {
    case add
    case subtract
    case multiply
    case divide
    case minimum
    case maximum
}
