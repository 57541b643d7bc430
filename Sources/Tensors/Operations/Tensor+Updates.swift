import Kernels

extension Tensor {
    /// Sum of the squares of all elements.
    public var sumOfSquares: Float {
        let result = Execution.compute.sumOfSquares(count: count, pointer)
        withExtendedLifetime(storage) {}
        return result
    }

    /// A copy in memory of its own.
    func copied() -> Tensor {
        Tensor(shape: shape) { $0.baseAddress?.update(from: pointer, count: count) }
    }

    /// One AdamW step on this parameter: the new value and moments.
    ///
    /// - Parameter step: counts from 1, for the bias corrections.
    public func adamWUpdated(
        gradient: Tensor, firstMoment: Tensor, secondMoment: Tensor, learningRate: Float, beta1: Float,
        beta2: Float,
        epsilon: Float, weightDecay: Float, step: Int
    ) -> (value: Tensor, firstMoment: Tensor, secondMoment: Tensor) {
        let (value, first, second) = (copied(), firstMoment.copied(), secondMoment.copied())
        Execution.compute.adamW(
            count: count, parameter: value.storage.pointer, gradient: gradient.pointer,
            firstMoment: first.storage.pointer, secondMoment: second.storage.pointer,
            learningRate: learningRate,
            beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
            biasCorrection1: 1 - power(beta1, step), biasCorrection2: 1 - power(beta2, step))
        withExtendedLifetime(gradient) {}
        return (value, first, second)
    }
}

/// `base` to a positive whole power by repeated squaring, in Double: the same on every platform.
private func power(_ base: Float, _ exponent: Int) -> Float {
    var (result, square, rest) = (1.0, Double(base), exponent)
    while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
    }
    return Float(result)
}
