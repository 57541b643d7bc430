/// A picture of eight-bit red, green and blue, row by row from the top.
public struct PixelImage: Hashable, Sendable {
    public let width: Int
    public let height: Int
    /// `width * height * 3` bytes.
    public private(set) var rgb: [UInt8]

    /// - Precondition: both sides are positive and the bytes are as many as they say.
    public init(width: Int, height: Int, rgb: [UInt8]) {
        precondition(width > 0 && height > 0, "a picture needs positive sides, got \(width) x \(height)")
        precondition(
            rgb.count == width * height * 3,
            "\(width) x \(height) pixels take \(width * height * 3) bytes, got \(rgb.count)")
        self.width = width
        self.height = height
        self.rgb = rgb
    }

    /// A picture of one colour.
    public init(width: Int, height: Int, colour: SIMD3<UInt8>) {
        let pixel = [colour.x, colour.y, colour.z]
        self.init(width: width, height: height, rgb: (0..<width * height).flatMap { _ in pixel })
    }

    /// One picture of floats in [-1, 1] in the order row, column, channel (NHWC with N = 1). Values outside
    /// are clamped, and what is not a number becomes black.
    public init(width: Int, height: Int, floats: some RandomAccessCollection<Float>) {
        self.init(
            width: width, height: height,
            rgb: floats.map { value in
                // Written so that a comparison with NaN gives 0.
                let scaled = (value + 1) * 127.5
                return scaled >= 0 ? UInt8(min(255, scaled.rounded())) : 0
            })
    }

    /// The pictures of a batch: floats in [-1, 1] in NHWC order with three channels.
    /// - Precondition: the floats are a whole number of pictures.
    public static func batch(width: Int, height: Int, floats: [Float]) -> [PixelImage] {
        let size = width * height * 3
        precondition(
            size > 0 && floats.count % size == 0,
            "\(floats.count) floats are no whole number of \(width) x \(height) pictures")
        return stride(from: 0, to: floats.count, by: size).map {
            PixelImage(width: width, height: height, floats: floats[$0..<$0 + size])
        }
    }

    /// The picture as floats in [-1, 1] in the order row, column, channel.
    public var floats: [Float] { rgb.map { Float($0) / 127.5 - 1 } }

    /// The picture enlarged by a whole factor, every pixel a block.
    /// - Precondition: the factor is positive.
    public func scaled(by factor: Int) -> PixelImage {
        precondition(factor > 0, "a picture is scaled by a positive factor, got \(factor)")
        guard factor > 1 else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(rgb.count * factor * factor)
        for row in 0..<height {
            let start = result.count
            for column in 0..<width {
                let pixel = rgb[3 * (row * width + column)..<3 * (row * width + column) + 3]
                for _ in 0..<factor { result.append(contentsOf: pixel) }
            }
            let line = result[start...]
            for _ in 1..<factor { result.append(contentsOf: line) }
        }
        return PixelImage(width: width * factor, height: height * factor, rgb: result)
    }

    /// Copies another picture into this one with its upper left corner at the place.
    /// - Precondition: it lies inside.
    mutating func paste(_ other: PixelImage, column: Int, row: Int) {
        precondition(
            column >= 0 && row >= 0 && column + other.width <= width && row + other.height <= height,
            "a pasted picture must lie inside")
        for line in 0..<other.height {
            let target = 3 * ((row + line) * width + column)
            let source = 3 * line * other.width
            rgb.replaceSubrange(
                target..<target + 3 * other.width, with: other.rgb[source..<source + 3 * other.width])
        }
    }
}
