/// An element-wise function of one number.
///
/// Errors hold for every instruction set, against double precision (`ElementwiseTests`). A unit is one in the last place of the
/// result. Where the error is absolute, the function comes close to zero far from zero.
public enum UnaryOperation: Int32, CaseIterable, Sendable {
    /// `x * sigmoid(x)`, to within 3e-7 times `max(|x|, 1)`.
    case silu
    /// `x * Phi(x)` with the normal distribution function, to within 1e-7 times `max(|x|, 1)`; zero below -9.
    case gelu
    /// `gelu` by `tanh(sqrt(2 / pi) * (x + 0.044715 x^3))`, to within 4e-7 times `max(|x|, 1)`.
    case geluTanh
    /// `x * sigmoid(1.702 x)`, as in CLIP, to within 3e-7 times `max(|x|, 1)`.
    case quickGelu
    /// `max(x, 0)`.
    case relu
    /// Within 5 units.
    case tanh
    /// Within 8 units.
    case sigmoid
    /// Within 4 units.
    case exp
    /// Natural logarithm, within 4 units or 1.2e-7, whichever is larger.
    case log
    case sqrt
    case square
    case reciprocal
    case negate
    case absolute
    /// To within 1.5e-7.
    case sine
    /// To within 1.5e-7.
    case cosine
    /// `log(1 + exp(x))`, within 8 units.
    case softplus
}
