import Tensors

/// A named array of a model that training may change.
public final class Parameter {
    /// What an array is, which decides how optimizers treat it and how a checkpoint lays it out.
    public enum Role: Sendable {
        /// `[out, in]`.
        case matrix
        /// `[out, height, width, in]` in memory, `[out, in, height, width]` in checkpoints.
        case convolution
        /// A table of rows that are looked up.
        case embedding
        /// Biases and the gains of normalisations.
        case vector
    }

    /// Dotted name, as in the checkpoint.
    public let name: String
    public let role: Role

    /// The current value; a tracked leaf while `isTrainable`.
    public private(set) var value: Tensor

    /// Whether gradients flow to this parameter.
    public var isTrainable: Bool {
        didSet { if isTrainable != oldValue { value = isTrainable ? value.tracked : value.detached } }
    }

    init(name: String, role: Role, value: Tensor, isTrainable: Bool) {
        self.name = name
        self.role = role
        self.value = isTrainable ? value.tracked : value.detached
        self.isTrainable = isTrainable
    }

    /// Replaces the value, as an optimizer or a checkpoint does.
    ///
    /// - Precondition: the same shape.
    public func update(_ newValue: Tensor) {
        precondition(newValue.shape == value.shape, "\(name): \(newValue.shape) for \(value.shape)")
        value = isTrainable ? newValue.tracked : newValue.detached
    }
}
