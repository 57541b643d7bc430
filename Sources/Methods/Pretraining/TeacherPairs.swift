import Models
import Tensors
import World

/// Pairs of noise and the picture that a many-step generator makes of it.
public struct TeacherPairs {
    /// Captions, one after another.
    public let tokens: [Int32]
    /// `[N, H, W, C]`.
    public let pictures: Tensor
    private let seed: UInt64

    public var count: Int { pictures.shape[0] }

    public init(tokens: [Int32], pictures: Tensor, seed: UInt64) {
        self.tokens = tokens
        self.pictures = pictures
        self.seed = seed
    }

    /// The noise of a pair, which is never stored.
    public static func noise(_ index: Int, shape: Shape, seed: UInt64) -> Tensor {
        .normal(shape, from: RandomStream(seed: seed).stream("teacher-pairs").at(index))
    }

    func noise(_ indices: [Int]) -> Tensor {
        let shape = Shape(Array(pictures.shape.dimensions.dropFirst()))
        return .stacked(indices.map { Self.noise($0, shape: shape, seed: seed) })
    }

    /// Draws the pairs of a range of numbers, of fresh training captions.
    public static func draw(
        _ range: Range<Int>, steps: Int, seed: UInt64, generator: any Denoiser,
        checkCancellation: () throws -> Void
    ) throws -> TeacherPairs {
        let captions = range.map { index in
            var stream = RandomStream(seed: seed).stream("teacher-captions").at(index)
            return PromptSet.train.draw(using: &stream)
        }
        var pictures: [Tensor] = []
        for start in stride(from: 0, to: range.count, by: 64) {
            try checkCancellation()
            let part = start..<min(start + 64, range.count)
            let states = Tensor.stacked(
                part.map { noise(range.lowerBound + $0, shape: generator.pictureShape, seed: seed) })
            pictures.append(
                Execution.withoutGradients {
                    FlowSampler(steps: steps).sample(
                        states, denoiser: generator,
                        conditioning: generator.encode(captions[part].flatMap(\.tokens)))
                })
        }
        return TeacherPairs(
            tokens: captions.flatMap(\.tokens), pictures: .concatenated(pictures, axis: 0), seed: seed)
    }
}
