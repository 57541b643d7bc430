import Synchronization

/// Results of work on several threads, in the order of the work.
final class Gathered<Value: Sendable>: Sendable {
    private let slots: Mutex<[Value?]>

    init(count: Int) { slots = Mutex([Value?](repeating: nil, count: count)) }

    func set(_ value: Value, at index: Int) { slots.withLock { $0[index] = value } }

    /// All that were set.
    var values: [Value] { slots.withLock { $0.compactMap { $0 } } }
}
