/// An element-wise function of one number.
public enum UnaryOperation: Int32, CaseIterable, Sendable {
    /// `x * sigmoid(x)`.
    case silu
    /// `x * Phi(x)` with the error function.
    case gelu
    /// `gelu` by `tanh(sqrt(2 / pi) * (x + 0.044715 x^3))`.
    case geluTanh
    /// `x * sigmoid(1.702 x)`, as in CLIP.
    case quickGelu
    /// `max(x, 0)`.
    case relu
    case tanh
    case sigmoid
    case exp
    /// Natural logarithm.
    case log
    case sqrt
    case square
    case reciprocal
    case negate
    case absolute
    case sine
    case cosine
    /// `log(1 + exp(x))`.
    case softplus
}
