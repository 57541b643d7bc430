import Methods
import Models
import Tensors

/// A denoiser whose early estimates are upside down.
///
/// Its velocity is twice the noisy picture, so the estimate at time t is `x · (1 - 2 t)`: negated at first, right
/// at the end. Four steps turn noise x into the picture x / 16. All of its work goes through counted products.
struct ToyDenoiser: Denoiser {
    let pictureShape: Shape = [2, 2, 3]
    var captionLength = 2

    /// Twice the identity: `[12, 12]`.
    private static let weight = Tensor(shape: [12, 12]) { buffer in
        for row in 0..<12 { for column in 0..<12 { buffer[row * 12 + column] = row == column ? 2 : 0 } }
    }

    func encode(_ tokens: [Int32]) -> Tensor {
        let count = tokens.count / captionLength
        return Tensor(tokens.map(Float.init), shape: [count, captionLength])
            .linear(weight: Tensor(repeating: 1, shape: [3, captionLength]))
    }

    func velocity(_ noisy: Tensor, times: [Float], conditioning: Tensor) -> Tensor {
        noisy.reshaped([noisy.shape[0], 12]).linear(weight: Self.weight).reshaped(noisy.shape)
    }
}

/// The mean of all pixels, times a factor; 12 multiply-accumulates a picture.
struct MeanReward: Reward {
    var factor: Float = 1
    /// Pictures with a mean above this get NaN, as a broken verifier may give.
    var nanAbove = Float.infinity

    func score(_ pictures: Tensor, captions: [Int32]) -> Tensor {
        let count = pictures.shape[0]
        let means = pictures.reshaped([count, pictures.count / count])
            .linear(
                weight: Tensor(
                    repeating: 1 / Float(pictures.count / count), shape: [1, pictures.count / count])
            )
            .reshaped([count])
        let broken = means.elements.map { $0 > nanAbove ? Float.nan : 0 }
        return means * factor + Tensor(broken, shape: [count])
    }

    func features(of pictures: Tensor) -> Tensor { pictures }
}

enum ToyPrompts {
    static func make(_ count: Int, seed: UInt64 = 1) -> [SearchPrompt] {
        (0..<count).map { SearchPrompt(text: "prompt \($0)", tokens: [Int32($0), 1], seed: seed) }
    }
}
