/// A float32 array with a shape, contiguous, and with the memory of how it was computed when a gradient may be
/// asked for.
///
/// A value: operations give new tensors. Pictures are `[batch, height, width, channels]` (NHWC), sequences
/// `[batch, length, features]`.
public struct Tensor: @unchecked Sendable {
    public let shape: Shape
    private(set) var storage: Storage

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
        self = trusted { () throws(TensorError) in try Tensor(checking: elements, shape: shape) }
    }

    /// A tensor of elements and a shape that come from outside; that they differ in number is an error.
    public init(checking elements: [Float], shape: Shape) throws(TensorError) {
        guard elements.count == shape.count else {
            throw .elementCount(found: elements.count, shape: shape)
        }
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

extension Tensor {
    /// The memory of this tensor, if nothing else refers to it: then a result may take its place. No recorded
    /// operation needs it either, or that would refer to it.
    mutating func reusableStorage() -> Storage? {
        isKnownUniquelyReferenced(&storage) ? storage : nil
    }

    /// Memory that begins with the elements of `residual`, if there is one, to which a result is added: its own where
    /// nothing else refers to it, or a copy.
    static func destination(count: Int, addingTo residual: consuming Tensor?) -> Storage {
        guard var own = consume residual else { return Storage(count: count) }
        if let storage = own.reusableStorage() { return storage }
        let copy = Storage(count: count)
        copy.pointer.update(from: own.pointer, count: count)
        return copy
    }
}

extension Tensor: CustomStringConvertible {
    public var description: String {
        let shown = elements.prefix(8).map { "\($0)" }.joined(separator: ", ")
        return "Tensor\(shape)(\(shown)\(count > 8 ? ", ..." : ""))"
    }
}
