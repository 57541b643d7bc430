/// How exactly products are computed. Sums are in float32 in either case, and the bytes depend on neither the number
/// of threads nor the batch.
public enum Precision: String, Sendable, CaseIterable, Codable {
    /// Each product is a plain sum in a fixed order: relative to the sum of the absolute values, the error is at
    /// most the number of terms times 2⁻²⁴, and near its square root times that in practice.
    case exact

    /// 3x3 convolutions may use Winograd's algorithm where it pays. Its transformations cancel: each result is within
    /// 2·10⁻⁶ of the sum of the absolute products that it adds up, about twice a plain sum's error. A NaN or an infinity
    /// spreads over the 4x4 pixels of each tile that sees it.
    case fast
}
