/// Pictures in rows, as a numbered figure.
public struct PictureGrid: ReportBlock {
    public var pictures: [Picture]
    /// Pictures in a row; nil for as many as fit.
    public var columns: Int?
    public var caption: String

    public init(_ pictures: [Picture], columns: Int? = nil, caption: String) {
        self.pictures = pictures
        self.columns = columns
        self.caption = caption
    }

    public func html(_ context: inout ReportContext) -> String {
        let opening =
            columns.map { "<div class=\"pictures fixed\" style=\"--columns: \(max(1, $0))\">" }
            ?? "<div class=\"pictures\">"
        let items = pictures.map { $0.html + "\n" }.joined()
        return context.figure("\(opening)\n\(items)</div>", caption: caption, kind: "grid")
    }
}
