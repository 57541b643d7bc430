/// The cases of `UnaryOperation`, in its order. A copy: the initialiser of another module's enumeration would be
/// specialised here under a symbol that all modules share, with instructions that not all processors have.
enum UnaryCode: Int32 {
    case silu, gelu, geluTanh, quickGelu, relu, tanh, sigmoid, exp, log, sqrt, square, reciprocal, negate,
        absolute
    case sine, cosine, softplus
}

/// The cases of `BinaryOperation`, in its order, for the same reason.
enum BinaryCode: Int32 {
    case add, subtract, multiply, divide, minimum, maximum
}
