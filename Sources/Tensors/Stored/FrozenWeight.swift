import Kernels
import Synchronization

/// The weight of a product, convolution or table that no gradient reaches, in the precision in which it is stored:
/// mapped from a file and never copied, or the memory of a tensor.
///
/// Kernels widen its elements to float32 while they pack them. Forms that pay to be made once are made on first use
/// and kept.
public final class FrozenWeight: @unchecked Sendable {
    // Unchecked: the bytes are never written, and the packed forms are behind a lock.

    /// In the order of memory: `[out, in]`, or `[out, height, width, in]` of a convolution.
    public let shape: Shape
    let elementType: Compute.ElementType
    /// How the kernel of a convolution really lies in memory.
    let order: Compute.Weight.Order
    let start: UnsafeRawPointer
    /// Keeps the bytes alive.
    private let owner: any AnyObject & Sendable
    let packed = Mutex(PackedForms())

    init(
        shape: Shape, elementType: Compute.ElementType, order: Compute.Weight.Order, start: UnsafeRawPointer,
        owner: any AnyObject & Sendable
    ) {
        self.shape = shape
        self.elementType = elementType
        self.order = order
        self.start = start
        self.owner = owner
    }

    /// A weight that shares the memory of a tensor.
    public convenience init(_ tensor: Tensor) {
        self.init(
            shape: tensor.shape, elementType: .float32, order: .channelsLast,
            start: UnsafeRawPointer(tensor.pointer), owner: tensor.storage)
    }

    /// The type of the elements as stored.
    public var type: StoredType {
        switch elementType {
        case .float32: .float32
        case .bfloat16: .bfloat16
        case .float16: .float16
        }
    }

    /// Bytes of the elements as stored.
    public var storedBytes: Int { shape.count * elementType.size }

    /// Bytes of the packed forms made so far.
    public var packedBytes: Int { packed.withLock { $0.bytes } }

    /// The values in float32: the very memory of a tensor, or a copy.
    public var widened: Tensor {
        if let storage = owner as? Storage { return Tensor(shape: shape, storage: storage) }
        let isTurned = order == .channelsFirst && shape.rank == 4
        let stored = Tensor(shape: isTurned ? [shape[0], shape[3], shape[1], shape[2]] : shape) { buffer in
            guard let target = buffer.baseAddress else { return }
            Execution.compute.forEachRange(buffer.count, grain: 1 << 16) { range in
                widen(range, into: target + range.lowerBound)
            }
        }
        return isTurned ? stored.transposed([0, 2, 3, 1]) : stored
    }

    /// Rows of the first axis in float32, in the order of `indices`: how a table of embeddings is read.
    public func gathered(_ indices: [Int]) -> Tensor {
        trusted { () throws(TensorError) in try shape.checkGathering(indices) }
        precondition(
            order == .channelsLast || shape.rank != 4, "rows of a convolution's kernel are not looked up")
        let width = shape.dimensions.dropFirst().reduce(1, *)
        return Tensor(shape: Shape([indices.count] + shape.dimensions.dropFirst())) { buffer in
            guard let target = buffer.baseAddress else { return }
            for (row, index) in indices.enumerated() {
                widen(index * width..<(index + 1) * width, into: target + row * width)
            }
        }
    }

    /// Elements as they lie in memory.
    private func widen(_ range: Range<Int>, into target: UnsafeMutablePointer<Float>) {
        let size = elementType.size
        SafetensorsFile.convert(
            UnsafeRawBufferPointer(start: start + range.lowerBound * size, count: range.count * size),
            of: type,
            count: range.count, into: UnsafeMutableBufferPointer(start: target, count: range.count))
        withExtendedLifetime(owner) {}
    }
}
