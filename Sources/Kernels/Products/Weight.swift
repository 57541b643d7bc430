import KernelInterface

extension Compute {
    public typealias ElementType = KernelInterface.ElementType

    /// A weight as it is stored, for instance in a mapped file. Numbers of half size are widened while they are packed
    /// for a product.
    public struct Weight: @unchecked Sendable {
        /// How the weight of a convolution is laid out; for a matrix `[outputs, inputs]` both are the same.
        public enum Order: Sendable {
            /// `[outputs, kernelHeight, kernelWidth, inputs]`.
            case channelsLast
            /// `[outputs, inputs, kernelHeight, kernelWidth]`, as in most checkpoints.
            case channelsFirst
        }

        /// The first number; it need not be aligned.
        public let start: UnsafeRawPointer
        public let elementType: ElementType
        public let order: Order

        public init(start: UnsafeRawPointer, elementType: ElementType, order: Order = .channelsLast) {
            self.start = start
            self.elementType = elementType
            self.order = order
        }
    }

    /// What a convolution does to each number of its input first: `x * factor + term`, then SiLU if wanted. The zeros
    /// around a picture stay zeros.
    public struct Prologue: @unchecked Sendable {
        /// `[batch, 2, inputChannels]`: factors, then terms.
        public let coefficients: UnsafePointer<Float>
        public let silu: Bool

        public init(coefficients: UnsafePointer<Float>, silu: Bool) {
            self.coefficients = coefficients
            self.silu = silu
        }
    }
}
