import Layers
import Tensors

/// One element of the sequence that the tiny encoder or decoder is (`nn.Sequential`).
enum AutoencoderTinyLayer {
    case convolution(Convolution)
    /// Three convolutions with ReLU between, and the input added (`AutoencoderTinyBlock`).
    case block([Convolution])
    case activation
    /// Twice the size by nearest neighbours.
    case upsampling

    /// `[B, H, W, C]`.
    func callAsFunction(_ input: Tensor) -> Tensor {
        switch self {
        case .convolution(let layer):
            return layer(input)
        case .block(let convolutions):
            let inner = convolutions[1](convolutions[0](input).relu).relu
            return convolutions[2](inner, adding: input).relu
        case .activation:
            return input.relu
        case .upsampling:
            return input.resizedNearest(height: 2 * input.shape[1], width: 2 * input.shape[2])
        }
    }
}

/// Layers named by their place in the sequence; those without parameters have a place, too.
struct AutoencoderTinyLayers {
    private(set) var list: [AutoencoderTinyLayer] = []
    private let scope: ParameterScope

    init(_ scope: ParameterScope) { self.scope = scope }

    mutating func append(_ layer: AutoencoderTinyLayer) { list.append(layer) }

    mutating func convolve(_ inputs: Int, _ outputs: Int, stride: Int = 1, hasBias: Bool = true) {
        list.append(
            .convolution(
                Convolution(
                    scope[list.count], inputs: inputs, outputs: outputs, kernel: 3, stride: stride,
                    padding: 1, hasBias: hasBias)))
    }

    mutating func blocks(_ count: Int, _ channels: Int) {
        for _ in 0..<count {
            let scope = scope[list.count]["conv"]
            // ReLU has the odd places.
            list.append(
                .block(
                    [0, 2, 4].map {
                        Convolution(
                            scope[$0], inputs: channels, outputs: channels, kernel: 3, padding: 1)
                    }))
        }
    }
}
