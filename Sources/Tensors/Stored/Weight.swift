import Kernels

/// What a product multiplies by: a tensor, which may learn, or a frozen weight as it is stored.
public enum Weight {
    case tensor(Tensor)
    case frozen(FrozenWeight)

    /// In the order of memory: `[out, in]`, or `[out, height, width, in]`.
    public var shape: Shape {
        switch self {
        case .tensor(let tensor): tensor.shape
        case .frozen(let weight): weight.shape
        }
    }

    /// The values in float32; a copy where they are stored otherwise.
    public var value: Tensor {
        switch self {
        case .tensor(let tensor): tensor
        case .frozen(let weight): weight.widened
        }
    }

    /// Bytes of the elements as stored.
    public var storedBytes: Int {
        switch self {
        case .tensor(let tensor): tensor.count * MemoryLayout<Float>.stride
        case .frozen(let weight): weight.storedBytes
        }
    }

    /// Bytes of the packed forms made so far.
    public var packedBytes: Int {
        if case .frozen(let weight) = self { weight.packedBytes } else { 0 }
    }

    /// Rows of the first axis, in the order of `indices`.
    public func gathered(_ indices: [Int]) -> Tensor {
        switch self {
        case .tensor(let tensor): tensor.gathered(indices)
        case .frozen(let weight): weight.gathered(indices)
        }
    }

    /// The tensor that a gradient may flow to.
    var tensor: Tensor? {
        if case .tensor(let tensor) = self { tensor } else { nil }
    }

    /// The same values; a gradient stops here.
    var detached: Weight {
        if case .tensor(let tensor) = self { .tensor(tensor.detached) } else { self }
    }

    /// Calls `body` with the weight as kernels take it.
    func withKernelWeight<Result>(_ body: (Compute.Weight) -> Result) -> Result {
        switch self {
        case .tensor(let tensor):
            let result = body(Compute.Weight(start: tensor.pointer, elementType: .float32))
            withExtendedLifetime(tensor) {}
            return result
        case .frozen(let weight):
            let result = body(
                Compute.Weight(start: weight.start, elementType: weight.elementType, order: weight.order))
            withExtendedLifetime(weight) {}
            return result
        }
    }
}
