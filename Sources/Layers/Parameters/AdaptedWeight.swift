import Tensors

/// The weight and bias of a layer with its low-rank terms, if it has some.
///
/// In training a term is a path beside the weight, `W x + α/r · B (A x)`: its gradients cost little, and none
/// of the whole weight is formed.
struct AdaptedWeight {
    let base: Parameter
    let bias: Parameter?
    /// Only the first may stand in place of the weight.
    let terms: [LowRankTerm]
    private let kept = MergedWeight()

    init(base: Parameter, bias: Parameter?, terms: [LowRankTerm]) {
        self.base = base
        self.bias = bias
        self.terms = terms
    }

    /// Whether the first term stands in place of weight and bias.
    private var isReplaced: Bool { terms.first?.replacesBase ?? false }

    /// Those that are paths beside the weight.
    private var paths: [LowRankTerm] { isReplaced ? terms : terms.filter { !$0.isMerged(with: base) } }

    /// The weight with the terms that are added to it.
    private var merged: Weight {
        let merged = terms.filter { $0.isMerged(with: base) }
        guard !merged.isEmpty else { return base.weight }
        let form = { merged.reduce(base.value) { $1.added(to: $0) }.detached }
        guard base.shape.count <= MergedWeight.largestKept,
            let parts = MergedWeight.Parts([base] + merged.flatMap { [$0.down, $0.up] })
        else { return .frozen(FrozenWeight(form())) }
        return .frozen(kept(parts, forming: form))
    }

    /// `[..., in] -> [..., out]`.
    func linear(_ input: Tensor, adding residual: consuming Tensor?) -> Tensor {
        var result: Tensor?
        if isReplaced {
            result = consume residual
        } else {
            result = input.linear(weight: merged, bias: bias?.value, adding: consume residual)
        }
        for term in paths {
            let inner = input.linear(weight: term.down.weight) * term.scale
            result = inner.linear(weight: term.up.weight, adding: consume result)
        }
        guard let result else { preconditionFailure("without its weight, a layer has a term") }
        return result
    }

    /// `[B, H, W, in] -> [B, H', W', out]`, of the input or of what a normalisation makes of it.
    func convolution(
        _ input: Tensor, stride: Int, padding: Int, normalization: GroupNormalization?,
        adding residual: consuming Tensor?
    ) -> Tensor {
        let paths = paths
        guard !paths.isEmpty else {
            return input.convolution(
                weight: merged, bias: bias?.value, stride: stride, padding: padding,
                normalization: normalization, adding: consume residual)
        }
        // All paths read the normalised input, so it is formed once.
        let input = normalization?(input) ?? input
        var result: Tensor?
        if isReplaced {
            result = consume residual
        } else {
            result = input.convolution(
                weight: merged, bias: bias?.value, stride: stride, padding: padding, adding: consume residual)
        }
        for term in paths {
            let inner =
                input.convolution(weight: term.down.weight, stride: stride, padding: padding) * term.scale
            result = inner.convolution(weight: term.up.weight, adding: consume result)
        }
        guard let result else { preconditionFailure("without its weight, a layer has a term") }
        return result
    }
}
