/// Why a picture cannot be brought into the form that a model takes.
public enum PreprocessingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// So many bytes are no picture of that size with three channels.
    case byteCount(found: Int, height: Int, width: Int)
    /// A picture without pixels, or one that would become larger than anything a model takes.
    case size(height: Int, width: Int, resizedHeight: Int, resizedWidth: Int, limit: Int)
    /// A tensor that is no batch of pictures with three channels.
    case shape([Int])

    public var description: String {
        switch self {
        case .byteCount(let found, let height, let width):
            "\(found) bytes; a picture of \(height)x\(width) pixels has three for each of them"
        case .size(let height, let width, let resizedHeight, let resizedWidth, let limit):
            "a picture of \(height)x\(width) pixels would be resized to \(resizedHeight)x\(resizedWidth); "
                + "from 1 to \(limit) pixels can be"
        case .shape(let shape):
            "pictures are \(shape); expected [batch, height, width, 3]"
        }
    }
}
