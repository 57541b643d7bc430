import Tensors

/// Which noise a training step draws pictures from.
public enum NoiseReuse: String, Sendable, CaseIterable {
    /// New noise for each sample of each step.
    case fresh
    /// New noise in each step, the same for all of its samples.
    case batch
    /// One noise for all samples of all steps.
    case one
    /// One noise for each prompt, the same in all steps.
    case multi

    /// Whether the same prompts meet the same noise again.
    public var isFixed: Bool { self == .one || self == .multi }

    /// Noise of a step's samples: `[B] + shape`.
    ///
    /// - Parameters:
    ///   - step: counts parts of an accumulated step, too.
    ///   - group: what counts as one step for `batch`.
    ///   - places: of the samples' prompts in their list.
    func noise(_ shape: Shape, step: Int, group: Int, places: [Int], from stream: RandomStream) -> Tensor {
        func single(_ index: Int) -> Tensor { .normal(shape, from: stream.at(index)) }
        switch self {
        case .fresh: return .normal(Shape([places.count] + shape.dimensions), from: stream.at(step))
        case .batch: return .stacked(Array(repeating: single(group), count: places.count))
        case .one: return .stacked(Array(repeating: single(0), count: places.count))
        case .multi: return .stacked(places.map(single))
        }
    }
}
