import Tensors

/// What pictures a reward takes: their size, and what is done to values of 0 to 1.
public struct PictureFormat: Sendable, Hashable {
    /// How a picture of another shape becomes a square. The same for one that is square already.
    public enum Fit: Sendable, Hashable {
        /// The shorter side is brought to size, and the middle is cut out.
        case cropped
        /// The longer side is brought to size, and black is put around.
        case padded
    }

    /// Height and width; `nil` where any will do.
    public let size: Int?
    public let fit: Fit
    /// Of each channel; taken away first.
    public let mean: [Float]
    /// Of each channel; divided by afterwards.
    public let deviation: [Float]

    public init(size: Int?, fit: Fit = .cropped, mean: [Float], deviation: [Float]) {
        self.size = size
        self.fit = fit
        self.mean = mean
        self.deviation = deviation
    }

    /// Mean and deviation of the pictures that OpenAI trained CLIP on, which all of its successors kept.
    public static func clip(size: Int, fit: Fit = .cropped) -> PictureFormat {
        PictureFormat(
            size: size, fit: fit, mean: [0.481_454_66, 0.457_827_5, 0.408_210_73],
            deviation: [0.268_629_54, 0.261_302_58, 0.275_777_11])
    }

    /// Values of 0 to 1 as they are.
    public static let plain = PictureFormat(size: nil, mean: [0, 0, 0], deviation: [1, 1, 1])

    /// Pictures as the reward takes them, from values of 0 to 1; differentiable.
    ///
    /// - Parameter pictures: `[B, H, W, 3]`, of the right size already.
    public func normalized(_ pictures: Tensor) throws(ModelInputError) -> Tensor {
        try InputCheck("normalisation").shape(
            pictures.shape, "pictures", [nil, size, size, mean.count], letters: ["B", "H", "W"])
        if mean.allSatisfy({ $0 == 0 }), deviation.allSatisfy({ $0 == 1 }) { return pictures }
        return (pictures - Tensor(mean, shape: [mean.count]))
            / Tensor(deviation, shape: [deviation.count])
    }
}
