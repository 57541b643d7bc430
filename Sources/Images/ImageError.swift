/// Why a picture cannot be read or written.
public enum ImageError: Error, Hashable, Sendable {
    /// libpng refuses the bytes; `reason` is its own wording.
    case notAPNG(reason: String)
    case tooLarge(width: Int, height: Int, limit: Int)
    case tooManyBytes(Int, limit: Int)
    case cannotEncode(reason: String)
}

extension ImageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAPNG(let reason): "not a readable PNG picture: \(reason)"
        case .tooLarge(let width, let height, let limit):
            "the picture has \(width) x \(height) pixels, at most \(limit) are allowed"
        case .tooManyBytes(let count, let limit):
            "the picture's file has \(count) bytes, at most \(limit) are allowed"
        case .cannotEncode(let reason): "cannot write the picture as PNG: \(reason)"
        }
    }
}
