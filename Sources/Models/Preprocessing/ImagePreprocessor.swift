import Tensors

/// What image encoders do to a picture first: another size, the middle of it, values around zero.
///
/// There are two ways. `callAsFunction` takes tensors and lets gradients through; it is torchvision's way with tensors.
/// `pixels` takes bytes and gives what Pillow and the Python libraries make of them, to the last bit before the values
/// are scaled.
public struct ImagePreprocessor: Sendable, Hashable {
    /// The size that pictures get first.
    public enum Size: Sendable, Hashable {
        /// The shorter edge; the longer one keeps the proportions, rounded down.
        case shortestEdge(Int)
        /// Both edges, whatever the proportions.
        case exactly(height: Int, width: Int)
    }

    /// `nil`: pictures keep their size.
    public let size: Size?
    public let filter: ResamplingFilter
    public let crop: CenterCrop?
    /// The factor of values from 0 to 255.
    public let scale: Float
    /// Of each channel, after scaling; taken away.
    public let mean: [Float]
    /// Of each channel, after scaling; divided by.
    public let deviation: [Float]

    /// - Precondition: three values in `mean` and `deviation`, none of the latter zero; sizes are positive.
    public init(
        size: Size?, filter: ResamplingFilter = .bicubic, crop: CenterCrop?, scale: Float = 1 / 255,
        mean: [Float] = Self.clipMean, deviation: [Float] = Self.clipDeviation
    ) {
        precondition(
            mean.count == 3 && deviation.count == 3 && !deviation.contains(0),
            "mean \(mean) and deviation \(deviation) are not those of three channels")
        self.size = size
        self.filter = filter
        self.crop = crop
        self.scale = scale
        self.mean = mean
        self.deviation = deviation
    }

    /// Of the pictures that OpenAI trained CLIP on.
    public static let clipMean: [Float] = [0.481_454_66, 0.457_827_5, 0.408_210_73]
    public static let clipDeviation: [Float] = [0.268_629_54, 0.261_302_58, 0.275_777_11]

    /// The most pixels of a picture, before and after resizing.
    static let pixelLimit = 1 << 26

    /// transformers' `CLIPImageProcessor`: CLIP score, PickScore.
    public static func clip(size: Int = 224) -> ImagePreprocessor {
        ImagePreprocessor(size: .shortestEdge(size), crop: CenterCrop(height: size, width: size))
    }

    /// open_clip's transform for evaluation: HPSv2.
    public static func openCLIP(size: Int = 224) -> ImagePreprocessor {
        ImagePreprocessor(
            size: .shortestEdge(size), crop: CenterCrop(height: size, width: size, rule: .torchvision))
    }

    /// ImageReward's transform, which has the steps of open_clip's.
    public static let imageReward = openCLIP()

    /// The size that a picture gets before the crop.
    public func resizedSize(height: Int, width: Int) throws(PreprocessingError) -> (height: Int, width: Int) {
        var resized = (height: height, width: width)
        switch size {
        case nil: break
        case .exactly(let height, let width): resized = (height, width)
        case .shortestEdge(let edge):
            let (short, long) = (min(height, width), max(height, width))
            // As Python has it: one division of whole numbers, rounded, then cut off.
            let longer = short > 0 ? min(Double(edge) * Double(long) / Double(short), 0x1p62) : 0
            resized = width <= height ? (Int(longer), edge) : (edge, Int(longer))
        }
        func isAllowed(_ height: Int, _ width: Int) -> Bool {
            let (pixels, overflows) = height.multipliedReportingOverflow(by: width)
            return height > 0 && width > 0 && !overflows && pixels <= Self.pixelLimit
        }
        // Each axis is a product with a matrix of old and new size.
        guard isAllowed(height, width), isAllowed(resized.height, resized.width),
            isAllowed(height, resized.height), isAllowed(width, resized.width)
        else {
            throw .size(
                height: height, width: width, resizedHeight: resized.height, resizedWidth: resized.width,
                limit: Self.pixelLimit)
        }
        return resized
    }

    /// Pictures as a model takes them, from values of 0 to 1; differentiable.
    ///
    /// Resized values are neither clamped nor rounded, as with tensors of floating-point numbers in torchvision.
    ///
    /// - Parameter pictures: `[B, H, W, 3]`.
    /// - Returns: `[B, H', W', 3]`.
    public func callAsFunction(_ pictures: Tensor) throws(PreprocessingError) -> Tensor {
        guard pictures.shape.rank == 4, pictures.shape[3] == 3 else {
            throw .shape(pictures.shape.dimensions)
        }
        let resized = try resizedSize(height: pictures.shape[1], width: pictures.shape[2])
        if pictures.shape[0] == 0 {
            return .zeros([0, crop?.height ?? resized.height, crop?.width ?? resized.width, 3])
        }
        var result = pictures.resampled(height: resized.height, width: resized.width, filter: filter)
        if let crop { result = crop(result) }
        return normalized(result, scale: 255 * scale)
    }

    /// A picture as a model takes it, from bytes.
    ///
    /// - Parameter rgb: red, green and blue of each pixel, row by row.
    /// - Returns: `[1, H', W', 3]`.
    public func pixels(rgb: [UInt8], height: Int, width: Int) throws(PreprocessingError) -> Tensor {
        let resized = try resizedSize(height: height, width: width)
        guard rgb.count == height * width * 3 else {
            throw .byteCount(found: rgb.count, height: height, width: width)
        }
        let bytes = PillowResampling.resized(
            rgb, height: height, width: width, channels: 3, toHeight: resized.height, toWidth: resized.width,
            filter: filter)
        let picture = Tensor(shape: [1, resized.height, resized.width, 3]) { buffer in
            for (index, byte) in bytes.enumerated() { buffer[index] = Float(byte) }
        }
        return normalized(crop.map { $0(picture) } ?? picture, scale: scale)
    }

    private func normalized(_ pictures: Tensor, scale: Float) -> Tensor {
        let factors = deviation.map { scale / $0 }
        let terms = zip(mean, deviation).map { -$0 / $1 }
        return pictures * Tensor(factors, shape: [3]) + Tensor(terms, shape: [3])
    }
}
