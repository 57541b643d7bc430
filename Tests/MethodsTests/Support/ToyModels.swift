import Methods
import Models
import Tensors

/// A generator whose early estimates are upside down.
///
/// Its velocity is twice the noisy picture, so the estimate at time t is `x · (1 - 2 t)`: negated at first, right
/// at the end. Four steps turn noise x into the picture x / 16. All of its work goes through counted products.
struct ToyGenerator: PictureGenerator {
    let stateShape: Shape = [2, 2, 3]
    var steps = 4
    var largestBatch = 64
    /// Multiply-accumulates of a decoder, which leaves pictures as they are.
    var decodes = false
    /// Whether each step adds this much noise.
    var freshNoise: Float = 0
    /// Whether the sampler says how much noise its states hold.
    var saysNoise = true

    /// A multiple of the identity: `[12, 12]`.
    private static func weight(_ value: Float) -> Tensor {
        Tensor(shape: [12, 12]) { buffer in
            for row in 0..<12 {
                for column in 0..<12 { buffer[row * 12 + column] = row == column ? value : 0 }
            }
        }
    }

    func encode(_ prompts: [String]) throws -> Conditioning {
        let lengths = prompts.map { Float($0.utf8.count) }
        return Conditioning(tensors: [
            "words": Tensor(lengths.flatMap { [$0, 1] }, shape: [prompts.count, 2])
                .linear(weight: Tensor(repeating: 1, shape: [3, 2]))
        ])
    }

    func start(_ noise: Tensor) -> Tensor { noise }

    func prediction(_ state: Tensor, index: Int, conditioning: Conditioning) -> Tensor {
        precondition(conditioning.count == state.shape[0])
        return Self.times(state, 2)
    }

    private static func times(_ state: Tensor, _ factor: Float) -> Tensor {
        state.reshaped([state.shape[0], 12]).linear(weight: weight(factor)).reshaped(state.shape)
    }

    func drawsNoise(at index: Int) -> Bool { freshNoise != 0 && index + 1 < steps }

    func advanced(
        _ state: Tensor, prediction: Tensor, index: Int, noise: Tensor?
    ) -> (state: Tensor, estimate: Tensor) {
        let stepped = FlowSampler(steps: steps).advanced(state, velocity: prediction, index: index)
        guard let noise else { return stepped }
        return (stepped.state + noise * freshNoise, stepped.estimate)
    }

    func noiseLevel(before index: Int) -> (signal: Float, deviation: Float)? {
        let time = FlowSampler(steps: steps).times[index]
        return saysNoise ? (1 - time, time) : nil
    }

    func pictures(of states: Tensor) -> Tensor { decodes ? Self.times(states, 1) : states }
}

/// The mean of all pixels, times a factor; 12 multiply-accumulates a picture.
struct MeanReward: PictureReward {
    var factor: Float = 1
    /// Pictures with a mean above this get NaN, as a broken verifier may give.
    var nanAbove = Float.infinity
    var largestBatch = 64
    /// Multiply-accumulates of reading a prompt.
    var readingCost = 0

    func encode(_ prompts: [String]) throws -> Conditioning {
        guard readingCost > 0 else { return Conditioning(tokens: prompts.map { _ in [] }) }
        let read = Tensor(repeating: 1, shape: [prompts.count, readingCost])
            .linear(weight: Tensor(repeating: 1, shape: [1, readingCost]))
        return Conditioning(tensors: ["read": read])
    }

    func view(_ pictures: Tensor) -> Tensor { pictures }

    func score(_ pictures: Tensor, captions: Conditioning) -> Tensor {
        let count = pictures.shape[0]
        precondition(captions.count == count)
        let means = pictures.reshaped([count, pictures.count / count])
            .linear(
                weight: Tensor(
                    repeating: 1 / Float(pictures.count / count), shape: [1, pictures.count / count])
            )
            .reshaped([count])
        let broken = means.elements.map { $0 > nanAbove ? Float.nan : 0 }
        return means * factor + Tensor(broken, shape: [count])
    }
}

enum ToyPrompts {
    static func make(_ count: Int, seed: UInt64 = 1) -> [SearchPrompt] {
        (0..<count).map { SearchPrompt(text: "prompt \($0)", seed: seed) }
    }
}

/// The value of one pixel of the first channel; as many multiply-accumulates as the picture has values.
struct PixelReward: PictureReward {
    var pixel = 0
    var largestBatch = 64

    func encode(_ prompts: [String]) throws -> Conditioning {
        Conditioning(tokens: prompts.map { _ in [] })
    }

    func view(_ pictures: Tensor) -> Tensor { pictures }

    func score(_ pictures: Tensor, captions: Conditioning) -> Tensor {
        let count = pictures.shape[0]
        let size = pictures.count / count
        let weight = Tensor((0..<size).map { $0 == 3 * pixel ? 1 : 0 }, shape: [1, size])
        return pictures.reshaped([count, size]).linear(weight: weight).reshaped([count])
    }
}
