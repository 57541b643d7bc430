import Synchronization
import Tensors

/// The sum of a frozen weight and its low-rank terms, made once for as long as none of its parts changes: what the sum
/// was packed to stays with it, too.
final class MergedWeight: Sendable {
    /// Sums up to this size are kept; larger ones are formed anew for each forward, or an adapter would double the
    /// memory of a large model.
    static let largestKept = 1 << 18

    /// What a sum was made of. Parameters replace their frozen weight by another object when they change.
    struct Parts: Sendable {
        private let weights: [FrozenWeight]

        /// Nil where one of them may learn.
        init?(_ parameters: [Parameter]) {
            var weights: [FrozenWeight] = []
            for parameter in parameters {
                guard case .frozen(let weight) = parameter.weight else { return nil }
                weights.append(weight)
            }
            self.weights = weights
        }

        func areSame(as others: Parts) -> Bool {
            weights.count == others.weights.count && zip(weights, others.weights).allSatisfy { $0 === $1 }
        }
    }

    private let kept = Mutex<(parts: Parts, sum: FrozenWeight)?>(nil)

    /// The sum of `parts`; it is formed outside of the lock, for forming it computes on all threads.
    func callAsFunction(_ parts: Parts, forming sum: () -> Tensor) -> FrozenWeight {
        if let found = kept.withLock({ $0 }), found.parts.areSame(as: parts) { return found.sum }
        let made = FrozenWeight(sum())
        kept.withLock { $0 = (parts, made) }
        return made
    }
}
