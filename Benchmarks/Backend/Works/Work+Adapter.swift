import Layers
import Models
import Tensors

extension Work {
    /// One training step of low-rank terms in a frozen SD-Turbo U-Net: the picture that a frozen decoder draws is judged
    /// by a frozen image tower, as `adapter_step.py` does it. The sample is the first loss.
    static func adapterStep(_ sizes: Sizes, _ dtype: Request.NumberType) throws -> Work {
        guard dtype == .float32 else { throw RequestError.unsupported("the training step in bf16") }
        var training = AdapterTraining(size: try sizes["size"], rank: try sizes["rank"])
        var losses: [Float] = []
        return Work(
            run: { losses.append(training.step()) }, samples: { Array(losses.prefix(1)) },
            weightBytes: training.weightBytes)
    }
}

/// Low-rank terms on the projections of the U-Net's attentions, and all that their training needs.
private struct AdapterTraining {
    /// OpenAI's, of each channel, for values from 0 to 1.
    private static let mean: [Float] = [0.481_454_66, 0.457_827_5, 0.408_210_73]
    private static let deviation: [Float] = [0.268_629_54, 0.261_302_58, 0.275_777_11]
    /// The signal that is left at the last time step of Stable Diffusion's schedule, squared.
    private static let signal: Float = 0.004_7

    private let adapter: LowRankAdapter
    private let denoiser: UNet2DConditionModel
    private let decoder: AutoencoderKL
    private let tower: CLIPVisionModel
    private var optimizer: AdamW
    private let noise: Tensor
    private let text: Tensor
    private let wanted: Tensor
    private let resize: BicubicResize
    let weightBytes: Int

    /// - Parameter size: height and width of the latents.
    init(size: Int, rank: Int) {
        let stores = (0..<3).map { ParameterStore(.patterned(seed: UInt64($0))) }
        adapter = LowRankAdapter(
            rank: rank, alpha: Float(2 * rank), source: .random(seed: 5), isTrainable: true,
            isAdapted: Self.isProjection)
        denoiser = UNet2DConditionModel(stores[0].scope.adapted(by: adapter), configuration: .sdTurbo)
        decoder = AutoencoderKL(stores[1].scope, configuration: .stableDiffusion, parts: .decoder)
        tower = CLIPVisionModel(stores[2].scope, configuration: .vitH14)
        optimizer = AdamW(adapter.store.parameters, weightDecay: 0)
        noise = Numbers.tensor([1, size, size, 4], seed: 1, scale: 3)
        text = Numbers.tensor([1, 77, 1_024], seed: 2)
        wanted = Numbers.tensor([1, 1_024], seed: 3)
        resize = BicubicResize(from: 8 * size, to: 224)
        weightBytes = stores.reduce(0) { $0 + $1.storedBytes }
    }

    private static func isProjection(_ layer: String) -> Bool {
        ["to_q", "to_k", "to_v", "to_out.0"].contains { layer.hasSuffix("." + $0) }
    }

    /// The U-Net and the decoder are computed again in the backward pass, as the other side's are.
    ///
    /// - Returns: the loss.
    mutating func step() -> Float {
        let predicted = recomputed { [denoiser, noise, text] in
            denoiser(noise, timesteps: [999], text: text)
        }
        let latents =
            (noise - predicted * (1 - Self.signal).squareRoot()) * (1 / Self.signal.squareRoot())
            / decoder.configuration.scalingFactor
        // Random weights leave the range of pictures; what a step costs does not depend on it.
        let bounded = latents.tanh
        let picture = recomputed { [decoder] in decoder.decode(bounded) }
        let seen = resize(picture * 0.5 + 0.5)
        let normalized = (seen - Tensor(Self.mean, shape: [3])) / Tensor(Self.deviation, shape: [3])
        guard let embedding = tower(normalized).embedding else {
            preconditionFailure("this tower has a projection")
        }
        let lengths = embedding.squared.sum().squareRoot * wanted.squared.sum().squareRoot
        let loss = -((embedding * wanted).sum() / lengths)
        optimizer.step(gradients: loss.gradients(), learningRate: 1e-4)
        return loss.scalar
    }
}

/// Square pictures of one size in another by bicubic interpolation (Keys' kernel with a = -0.75), as PyTorch's
/// `interpolate` computes it: a product with a matrix of four numbers in a row, along each side.
private struct BicubicResize {
    private let old: Int
    private let new: Int
    /// `[new, old]`.
    private let matrix: Tensor

    init(from old: Int, to new: Int) {
        self.old = old
        self.new = new
        matrix = Tensor(shape: [new, old]) { buffer in
            buffer.update(repeating: 0)
            for row in 0..<new {
                let place = (Float(row) + 0.5) * Float(old) / Float(new) - 0.5
                let first = Int(place.rounded(.down)) - 1
                for tap in first..<first + 4 {
                    let column = min(max(tap, 0), old - 1)
                    buffer[row * old + column] += Self.kernel(abs(place - Float(tap)))
                }
            }
        }
    }

    private static func kernel(_ x: Float) -> Float {
        let a: Float = -0.75
        return x <= 1
            ? ((a + 2) * x - (a + 3)) * x * x + 1
            : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    }

    /// `[1, old, old, C] -> [1, new, new, C]`.
    func callAsFunction(_ picture: Tensor) -> Tensor {
        let channels = picture.shape[3]
        let rows = matrix.matrixProduct(picture.reshaped([old, old * channels]))
        let turned = rows.reshaped([new, old, channels]).transposed([1, 0, 2])  // (old columns, new rows, C)
        let both = matrix.matrixProduct(turned.reshaped([old, new * channels]))
        return both.reshaped([new, new, channels]).transposed([1, 0, 2]).reshaped([1, new, new, channels])
    }
}
