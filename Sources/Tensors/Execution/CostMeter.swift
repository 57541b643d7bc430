import Synchronization

/// Counts the multiply-accumulates (MACs) that operations really perform.
///
/// Matrix products, convolutions and attention count themselves; elementwise work is not counted, as is usual
/// in the field.
public final class CostMeter: Sendable {
    private let total = Atomic<Int>(0)

    public init() {}

    /// Multiply-accumulates so far.
    public var multiplyAccumulates: Int { total.load(ordering: .relaxed) }

    func add(_ count: Int) { total.wrappingAdd(count, ordering: .relaxed) }
}
