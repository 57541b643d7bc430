import Tensors

/// The weight and bias of a layer with its low-rank term, if it has one.
///
/// In training the term is a path beside the weight, `W x + α/r · B (A x)`: its gradients cost little, and none
/// of the whole weight is formed.
struct AdaptedWeight {
    let base: Parameter
    let bias: Parameter?
    let lowRank: LowRankTerm?

    /// `[..., in] -> [..., out]`.
    func linear(_ input: Tensor, adding residual: consuming Tensor?) -> Tensor {
        guard let lowRank else {
            return input.linear(weight: base.weight, bias: bias?.value, adding: consume residual)
        }
        if lowRank.isMerged(with: base) {
            return input.linear(
                weight: lowRank.merged(with: base), bias: bias?.value, adding: consume residual)
        }
        let main =
            lowRank.replacesBase
            ? consume residual
            : input.linear(weight: base.weight, bias: bias?.value, adding: consume residual)
        let inner = input.linear(weight: lowRank.down.weight) * lowRank.scale
        return inner.linear(weight: lowRank.up.weight, adding: consume main)
    }

    /// `[B, H, W, in] -> [B, H', W', out]`, of the input or of what a normalisation makes of it.
    func convolution(
        _ input: Tensor, stride: Int, padding: Int, normalization: GroupNormalization?,
        adding residual: consuming Tensor?
    ) -> Tensor {
        guard let lowRank else {
            return input.convolution(
                weight: base.weight, bias: bias?.value, stride: stride, padding: padding,
                normalization: normalization, adding: consume residual)
        }
        if lowRank.isMerged(with: base) {
            return input.convolution(
                weight: lowRank.merged(with: base), bias: bias?.value, stride: stride, padding: padding,
                normalization: normalization, adding: consume residual)
        }
        // Both paths read the normalised input, so it is formed once.
        let input = normalization?(input) ?? input
        let main =
            lowRank.replacesBase
            ? consume residual
            : input.convolution(
                weight: base.weight, bias: bias?.value, stride: stride, padding: padding,
                adding: consume residual)
        let inner =
            input.convolution(weight: lowRank.down.weight, stride: stride, padding: padding) * lowRank.scale
        return inner.convolution(weight: lowRank.up.weight, adding: consume main)
    }
}
