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

    /// The current value as products take it: a tracked leaf while `isTrainable`; otherwise, unless it is a vector,
    /// frozen and perhaps in half precision.
    public private(set) var weight: Weight

    public var shape: Shape { weight.shape }

    /// The current value in float32; a tracked leaf while `isTrainable`. A copy where it is stored otherwise.
    public var value: Tensor { weight.value }

    /// Whether gradients flow to this parameter.
    public var isTrainable: Bool {
        didSet { if isTrainable != oldValue { hold(value) } }
    }

    init(name: String, role: Role, value: Tensor, isTrainable: Bool) {
        self.name = name
        self.role = role
        self.isTrainable = isTrainable
        weight = .tensor(value)
        hold(value)
    }

    /// A parameter of a checkpoint file. Vectors are read; so are weights that are small, since in the order of memory
    /// they are packed faster. Everything else stays in the file.
    convenience init(_ stored: StoredTensor, name: String, role: Role, isTrainable: Bool) throws(TensorError)
    {
        let isRead = role == .vector || isTrainable || stored.shape.count <= Self.largestRead
        if isRead {
            self.init(name: name, role: role, value: try stored.tensor(.checkpoint), isTrainable: isTrainable)
        } else {
            self.init(name: name, role: role, weight: .frozen(try stored.frozen(.checkpoint)))
        }
    }

    private init(name: String, role: Role, weight: Weight) {
        self.name = name
        self.role = role
        self.weight = weight
        isTrainable = false
    }

    /// Weights with so many elements at most are read when they are loaded.
    private static let largestRead = 1 << 18

    /// Replaces the value, as an optimizer or a checkpoint does.
    ///
    /// - Precondition: the same shape.
    public func update(_ newValue: Tensor) {
        precondition(newValue.shape == shape, "\(name): \(newValue.shape) for \(shape)")
        hold(newValue)
    }

    private func hold(_ value: Tensor) {
        if isTrainable {
            weight = .tensor(value.tracked)
        } else if role == .vector {
            weight = .tensor(value.detached)
        } else {
            weight = .frozen(FrozenWeight(value.detached))
        }
    }
}
