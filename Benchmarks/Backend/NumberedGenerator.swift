import Models
import Tensors

/// A one-step generator of the embedded world for captions that are numbers, as `NumberedReward` has them.
struct NumberedGenerator: PictureGenerator {
    private let denoiser: WorldGenerator
    let steps = 1
    let largestBatch = Int.max

    init(_ denoiser: WorldGenerator) { self.denoiser = denoiser }

    var stateShape: Shape { denoiser.pictureShape }

    func encode(_ prompts: [String]) throws -> Conditioning {
        let tokens = prompts.flatMap { $0.split(separator: " ").compactMap { Int32($0) } }
        return Conditioning(tensors: ["words": denoiser.encode(tokens)])
    }

    func start(_ noise: Tensor) -> Tensor { noise }

    func prediction(_ state: Tensor, index: Int, conditioning: Conditioning) -> Tensor {
        denoiser.velocity(
            state, times: Array(repeating: 1, count: state.shape[0]),
            conditioning: conditioning.tensors["words"]!)
    }

    func drawsNoise(at index: Int) -> Bool { false }

    func advanced(
        _ state: Tensor, prediction: Tensor, index: Int, noise: Tensor?
    ) -> (state: Tensor, estimate: Tensor) {
        (state - prediction, state - prediction)
    }

    func pictures(of states: Tensor) -> Tensor { states }
}
