import Tensors

/// α/r · B A for one weight.
struct LowRankTerm {
    /// A: `[r, in]`, or `[r, height, width, in]`.
    let down: Parameter
    /// B: `[out, r]`, or `[out, 1, 1, r]`.
    let up: Parameter
    let scale: Float
    /// Whether the term stands alone, without the weight and bias.
    let replacesBase: Bool

    /// Weights up to this size are merged for each forward that trains nothing; with larger ones, that would cost more
    /// than it saves.
    static let largestMerged = 1 << 20

    /// Whether base and term are added up before the input comes: one product instead of three. Training never
    /// does it, since the gradient of the sum is a gradient of the whole weight.
    func isMerged(with base: Parameter) -> Bool {
        guard !replacesBase, !down.isTrainable, !up.isTrainable, base.shape.count <= Self.largestMerged else {
            return false
        }
        return switch base.weight {
        case .tensor(let tensor): !tensor.requiresGradient
        case .frozen(let weight): weight.type == .float32
        }
    }

    /// W + α/r · B A.
    func added(to weight: Tensor) -> Tensor {
        let shape = weight.shape
        let (outputs, rank) = (shape[0], down.shape[0])
        let product = up.value.reshaped([outputs, rank])
            .matrixProduct(down.value.reshaped([rank, shape.count / max(outputs, 1)]))
        return weight + (product * scale).reshaped(shape)
    }
}
