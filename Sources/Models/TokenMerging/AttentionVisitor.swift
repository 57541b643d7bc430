import Tensors

/// Sees, and may change, what each attention of a generator, to itself and to the text, says while a prediction is made.
///
/// Layers know nothing of it but this door; it holds for the calls inside of `visiting`.
public final class AttentionVisitor: @unchecked Sendable {
    @TaskLocal static var current: AttentionVisitor?

    /// Tokens `[B, T, C]` of the next attention, in the order of the calls, to what takes their place.
    private let visit: (_ layer: Int, _ tokens: Tensor) -> Tensor
    private var layer = 0

    public init(_ visit: @escaping (_ layer: Int, _ tokens: Tensor) -> Tensor) { self.visit = visit }

    /// Runs `body` with this visitor, whose layers are counted from 0. One thread at a time.
    public func visiting<Result>(_ body: () throws -> Result) rethrows -> Result {
        layer = 0
        return try Self.$current.withValue(self, operation: body)
    }

    func callAsFunction(_ tokens: Tensor) -> Tensor {
        defer { layer += 1 }
        return visit(layer, tokens)
    }
}
