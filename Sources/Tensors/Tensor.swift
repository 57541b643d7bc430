/// A float32 array with a shape, contiguous, and with the memory of how it was computed when a gradient may be
/// asked for.
///
/// A value: operations give new tensors. Pictures are `[batch, height, width, channels]` (NHWC), sequences
/// `[batch, length, features]`.
public struct Tensor: @unchecked Sendable {
    public let shape: Shape
    let storage: Storage

    /// How this tensor was computed; `nil` for a constant.
    let node: GradientNode?

    init(shape: Shape, storage: Storage, node: GradientNode? = nil) {
        assert(storage.count == shape.count)
        self.shape = shape
        self.storage = storage
        self.node = node
    }

    /// Number of elements.
    public var count: Int { shape.count }

    /// Whether a gradient flows through this tensor.
    public var requiresGradient: Bool { node != nil }

    var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }

    /// A tensor whose elements `body` fills in; they are uninitialised before.
    public init(shape: Shape, filledBy body: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
        let storage = Storage(count: shape.count)
        try body(UnsafeMutableBufferPointer(start: storage.pointer, count: shape.count))
        self.init(shape: shape, storage: storage)
    }

    /// A tensor of the given elements, last axis fastest.
    ///
    /// - Precondition: as many elements as the shape has.
    public init(_ elements: [Float], shape: Shape) {
        precondition(elements.count == shape.count, "\(elements.count) elements do not fill \(shape)")
        self.init(shape: shape) { buffer in _ = buffer.update(fromContentsOf: elements) }
    }

    /// A tensor with one value everywhere.
    public init(repeating value: Float, shape: Shape) {
        self.init(shape: shape) { $0.update(repeating: value) }
    }

    public static func zeros(_ shape: Shape) -> Tensor { Tensor(repeating: 0, shape: shape) }

    /// A scalar.
    public init(_ value: Float) { self.init(repeating: value, shape: []) }

    /// The elements, last axis fastest.
    public var elements: [Float] { withUnsafeElements { Array($0) } }

    /// Reads the elements in place.
    public func withUnsafeElements<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows
        -> Result
    {
        let result = try body(UnsafeBufferPointer(start: pointer, count: count))
        withExtendedLifetime(storage) {}
        return result
    }

    /// The only element.
    ///
    /// - Precondition: `count == 1`.
    public var scalar: Float {
        precondition(count == 1, "a tensor of shape \(shape) is no scalar")
        return storage.pointer[0]
    }

    /// The same values without memory of how they were computed: a gradient stops here.
    public var detached: Tensor { Tensor(shape: shape, storage: storage) }

    /// The same values as a leaf to which a gradient can be asked for.
    public var tracked: Tensor {
        Tensor(shape: shape, storage: storage, node: GradientNode(leafOf: shape))
    }
}

extension Tensor: CustomStringConvertible {
    public var description: String {
        let shown = elements.prefix(8).map { "\($0)" }.joined(separator: ", ")
        return "Tensor\(shape)(\(shown)\(count > 8 ? ", ..." : ""))"
    }
}
