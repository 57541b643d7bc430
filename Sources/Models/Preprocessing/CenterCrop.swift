import Tensors

/// The middle of a picture, with zeros around it where the picture is smaller.
///
/// Where what is cut away or put around is an odd number of pixels, the libraries do not agree.
public struct CenterCrop: Sendable, Hashable {
    /// Whose rule it is.
    public enum Rule: Sendable, Hashable {
        /// transformers with torchvision, its default: half of what is too much, rounded down, is cut away before; half
        /// of what is missing, rounded down, is put before.
        case transformers
        /// transformers without torchvision: half of what is missing, rounded up, is put before.
        case transformersPillow
        /// torchvision's own `CenterCrop`, of open_clip and ImageReward: half of what is too much, rounded to even, is cut
        /// away before.
        case torchvision
    }

    public let height: Int
    public let width: Int
    public let rule: Rule

    /// - Precondition: both sizes are positive.
    public init(height: Int, width: Int, rule: Rule = .transformers) {
        precondition(height > 0 && width > 0, "no picture has \(height)x\(width) pixels")
        self.height = height
        self.width = width
        self.rule = rule
    }

    /// What of one axis is kept, and how many zeros go before it and behind.
    struct Part: Hashable {
        let kept: Range<Int>
        let before: Int
        let behind: Int
    }

    func part(of size: Int, to wanted: Int) -> Part {
        if size >= wanted {
            let excess = size - wanted
            // Halves that end in 1/2 go to the even neighbour.
            let start = rule == .torchvision && excess % 4 == 3 ? excess / 2 + 1 : excess / 2
            return Part(kept: start..<start + wanted, before: 0, behind: 0)
        }
        let missing = wanted - size
        let before = rule == .transformersPillow ? (missing + 1) / 2 : missing / 2
        return Part(kept: 0..<size, before: before, behind: missing - before)
    }

    /// The middle of pictures `[B, H, W, C]`; differentiable.
    func callAsFunction(_ pictures: Tensor) -> Tensor {
        var result = pictures
        for (axis, wanted) in [(1, height), (2, width)] {
            let part = part(of: result.shape[axis], to: wanted)
            result = result.sliced(axis: axis, part.kept)
            func zeros(_ count: Int) -> Tensor {
                var extents = result.shape.dimensions
                extents[axis] = count
                return .zeros(Shape(extents))
            }
            if part.before + part.behind > 0 {
                let parts = [zeros(part.before), result, zeros(part.behind)]
                result = .concatenated(parts.filter { $0.count > 0 }, axis: axis)
            }
        }
        return result
    }
}
