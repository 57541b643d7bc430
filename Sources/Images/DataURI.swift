import Foundation

/// Bytes inside a page, so that the page needs no other file.
public enum DataURI {
    /// `data:<type>;base64,...`.
    public static func of(_ bytes: [UInt8], type: String) -> String {
        "data:\(type);base64,\(Data(bytes).base64EncodedString())"
    }
}

extension PixelImage {
    /// The picture as a PNG data URI.
    public func dataURI() throws(ImageError) -> String { DataURI.of(try png(), type: "image/png") }
}
