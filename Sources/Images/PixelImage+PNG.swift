import CPNG

/// PNG through libpng's simplified interface, which reports errors by value; its older one jumps over Swift's
/// frames with `longjmp`.
extension PixelImage {
    /// Caps on pictures from other people.
    public struct PNGLimits: Hashable, Sendable {
        /// Pixels, width times height.
        public var pixels: Int
        /// Bytes of the file.
        public var bytes: Int

        public init(pixels: Int = 64 << 20, bytes: Int = 256 << 20) {
            self.pixels = pixels
            self.bytes = bytes
        }
    }

    /// Reads a PNG picture of any kind; transparency is laid over white.
    ///
    /// The size is checked before memory for the pixels is taken.
    public init(png bytes: [UInt8], limits: PNGLimits = PNGLimits()) throws(ImageError) {
        guard bytes.count <= limits.bytes else {
            throw .tooManyBytes(bytes.count, limit: limits.bytes)
        }
        let result = bytes.withUnsafeBytes { source in
            Result { () throws(ImageError) in try Self.decode(source, limits: limits) }
        }
        self = try result.get()
    }

    private static func decode(
        _ source: UnsafeRawBufferPointer, limits: PNGLimits
    ) throws(ImageError) -> PixelImage {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, source.baseAddress, source.count) != 0 else {
            throw .notAPNG(reason: reason(image))
        }
        let (width, height) = (Int(image.width), Int(image.height))
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels > 0, pixels <= limits.pixels else {
            throw .tooLarge(width: width, height: height, limit: limits.pixels)
        }
        image.format = rgbFormat
        var background = png_color(red: 255, green: 255, blue: 255)
        var rgb = [UInt8](repeating: 0, count: 3 * pixels)
        guard png_image_finish_read(&image, &background, &rgb, Int32(3 * width), nil) != 0 else {
            throw .notAPNG(reason: reason(image))
        }
        return PixelImage(width: width, height: height, rgb: rgb)
    }

    /// The picture as PNG.
    public func png() throws(ImageError) -> [UInt8] {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        image.width = UInt32(width)
        image.height = UInt32(height)
        image.format = Self.rgbFormat
        defer { png_image_free(&image) }
        // What zlib makes of bytes that do not compress, and room for the chunks.
        let raw = height * (3 * width + 1)
        var size = raw + raw / 500 + 4_096
        var bytes = [UInt8](repeating: 0, count: size)
        guard png_image_write_to_memory(&image, &bytes, &size, 0, rgb, Int32(3 * width), nil) != 0 else {
            throw .cannotEncode(reason: Self.reason(image))
        }
        bytes.removeSubrange(size...)
        return bytes
    }

    /// Three bytes a pixel, sRGB.
    private static let rgbFormat = UInt32(PNG_FORMAT_FLAG_COLOR)

    private static func reason(_ image: png_image) -> String {
        withUnsafeBytes(of: image.message) { message in
            String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
