import Kernels

extension Work {
    /// 3x3 convolutions of an image model's decoder and of its U-Net, by Winograd's algorithm. The rate counts the
    /// operations of the direct one, so it may exceed the peak.
    static var winograd: [Work] {
        [
            (64, 512, 512), (128, 512, 512), (256, 512, 256), (256, 256, 256), (512, 256, 128),
            (512, 128, 128), (64, 320, 320), (64, 640, 320), (32, 640, 640), (32, 320, 640),
            (16, 1_280, 1_280),
        ].flatMap { winograd(size: $0.0, from: $0.1, to: $0.2) } + smallPictures
    }

    /// Those of the embedded world's models, whose whole transformed weight fits a second-level cache, and beside each
    /// the direct one.
    private static var smallPictures: [Work] {
        [(16, 48), (16, 64), (8, 96), (8, 128)].flatMap { size, channels in
            [1, 2, 4, 16, 32].flatMap { batch in
                winograd(size: size, from: channels, to: channels, batch: batch)
                    + convolution((batch, size, channels, channels, 3, 1, 1)).prefix(1)
            }
        }
    }

    private static func shape(size: Int, from: Int, to: Int, batch: Int) -> Compute.ConvolutionShape {
        Compute.ConvolutionShape(
            batch: batch, height: size, width: size, inputChannels: from, outputChannels: to, kernelHeight: 3,
            kernelWidth: 3, stride: 1, padding: 1)
    }

    private static func winograd(size: Int, from: Int, to: Int, batch: Int = 1) -> [Work] {
        let s = shape(size: size, from: from, to: to, batch: batch)
        let name = "winograd \(batch == 1 ? "" : "\(batch)x")\(size)x\(size)x\(from)->\(to)"
        let operands = WinogradOperands(s)
        return [
            Work(
                name: name, amount: 2e-9 * Double(s.multiplyAccumulates), unit: .floatingPointOperations
            ) { compute in
                compute.winogradConvolution(
                    s, input: operands.input, weight: operands.weight(compute), bias: nil,
                    output: operands.output)
            },
            Work(name: "\(name) weight", amount: 36e-9 * Double(from * to), unit: .numbers) { compute in
                _ = operands.transform(compute)
            },
        ]
    }
}

/// Made when first needed, for not all work may be wanted.
private final class WinogradOperands {
    let shape: Compute.ConvolutionShape
    lazy var input = numbers(shape.batch * shape.height * shape.width * shape.inputChannels)
    lazy var plain = numbers(9 * shape.inputChannels * shape.outputChannels)
    lazy var output = numbers(
        shape.batch * shape.outputHeight * shape.outputWidth * shape.outputChannels)
    private var made: Compute.WinogradWeight?

    init(_ shape: Compute.ConvolutionShape) { self.shape = shape }

    func transform(_ compute: Compute) -> Compute.WinogradWeight {
        Compute.WinogradWeight(
            compute, .init(start: plain, elementType: .float32), inputChannels: shape.inputChannels,
            outputChannels: shape.outputChannels)
    }

    func weight(_ compute: Compute) -> Compute.WinogradWeight {
        if let made { return made }
        let weight = transform(compute)
        made = weight
        return weight
    }
}
