/// How exactly products are computed. Sums are in float32 in either case, and the bytes depend on neither the number
/// of threads nor the batch.
public enum Precision: String, Sendable, CaseIterable, Codable {
    /// Each product is a plain sum in a fixed order: relative to the sum of the absolute values, the error is at
    /// most the number of terms times 2⁻²⁴, and near its square root times that in practice.
    case exact

    /// 3x3 convolutions through frozen weights may use Winograd's algorithm where it pays. Its transformations
    /// cancel: the error grows to some 10⁻⁵ of the largest result, as in other libraries' float32 mode.
    case fast
}
