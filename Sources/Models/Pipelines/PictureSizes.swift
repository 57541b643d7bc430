/// What SDXL is told of a picture's sizes (arXiv 2307.01952, section 2.2), in pixels.
public struct PictureSizes: Sendable, Hashable {
    /// Before the picture was made smaller for training.
    public var originalHeight: Int
    public var originalWidth: Int
    /// What was cut off.
    public var cropTop: Int
    public var cropLeft: Int
    public var targetHeight: Int
    public var targetWidth: Int

    /// A whole picture of this size, as diffusers has it by default.
    public init(height: Int, width: Int) {
        (originalHeight, originalWidth) = (height, width)
        (cropTop, cropLeft) = (0, 0)
        (targetHeight, targetWidth) = (height, width)
    }

    /// In the order of the network (`time_ids`).
    var values: [Float] {
        [originalHeight, originalWidth, cropTop, cropLeft, targetHeight, targetWidth].map { Float($0) }
    }
}
