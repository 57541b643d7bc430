public import Images

/// A picture in a report, with a line of text.
public struct Picture: Sendable {
    /// Whether it is marked as right or wrong.
    public enum Mark: String, Sendable {
        case none, good, bad
    }

    public var image: PixelImage
    public var caption: String
    public var mark: Mark

    public init(_ image: PixelImage, caption: String = "", mark: Mark = .none) {
        self.image = image
        self.caption = caption
        self.mark = mark
    }

    /// Small pictures stay small in the page: the browser enlarges them, every pixel a block.
    var html: String {
        let text = caption.escapedForHTML
        let classes = mark == .none ? "" : " class=\"\(mark.rawValue)\""
        let line = text.isEmpty && mark == .none ? "" : "<span\(classes)>\(text)</span>"
        guard let uri = try? image.dataURI() else {
            return "<div class=\"picture\"><span>(a picture that cannot be encoded) \(text)</span></div>"
        }
        return
            "<div class=\"picture\"><img src=\"\(uri)\" width=\"\(image.width)\" height=\"\(image.height)\" "
            + "alt=\"\(text)\">\(line)</div>"
    }
}
