import Kernels

/// A group normalisation with its affine map, an optional modulation per sample and an optional SiLU, to be applied
/// on its own or by the convolution that follows.
public struct GroupNormalization {
    public var groups: Int
    /// `[C]`.
    public var gamma: Tensor
    /// `[C]`.
    public var beta: Tensor
    /// `[B, C]`, together with `shift`.
    public var scale: Tensor?
    public var shift: Tensor?
    public var silu: Bool
    /// Added to the variance.
    public var epsilon: Float

    public init(
        groups: Int, gamma: Tensor, beta: Tensor, scale: Tensor? = nil, shift: Tensor? = nil,
        silu: Bool = false, epsilon: Float = 1e-5
    ) {
        self.groups = groups
        self.gamma = gamma
        self.beta = beta
        self.scale = scale
        self.shift = shift
        self.silu = silu
        self.epsilon = epsilon
    }

    /// The normalised tensor.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        input.groupNorm(
            groups: groups, gamma: gamma, beta: beta, scale: scale, shift: shift, silu: silu,
            epsilon: epsilon)
    }

    /// All tensors but the input.
    var tensors: [Tensor] { [gamma, beta] + [scale, shift].compactMap { $0 } }

    /// Whether the convolution that follows normalises while it reads: not where a gradient needs the normalised
    /// tensor.
    func isFused(input: Tensor, weight: Weight) -> Bool {
        !Tensor.isRecorded([input] + tensors + [weight.tensor].compactMap { $0 })
    }

    /// `[B, 2, C]`: what each channel of a sample is multiplied with, and what is added.
    func coefficients(of input: Tensor) -> Storage {
        let sizes = trusted { () throws(TensorError) in try checkedSizes(input.shape) }
        let result = Storage(count: sizes.batch * 2 * sizes.channels)
        let (mean, deviation) = (Storage(count: sizes.batch * groups), Storage(count: sizes.batch * groups))
        Execution.compute.groupNormCoefficients(
            sizes.kernelShape(groups: groups, epsilon: epsilon), input: input.pointer, gamma: gamma.pointer,
            beta: beta.pointer, scale: scale?.pointer, shift: shift?.pointer, coefficients: result.pointer,
            mean: mean.pointer, reciprocalDeviation: deviation.pointer)
        withExtendedLifetime((input, self)) {}
        return result
    }

    private func checkedSizes(_ input: Shape) throws(TensorError) -> NormalizationSizes {
        try NormalizationSizes(
            input: input, groups: groups, gamma: gamma.shape, beta: beta.shape, scale: scale?.shape,
            shift: shift?.shape)
    }
}
