/// The elements of which chart drawings are made.
protocol SVGDrawing {}

extension SVGDrawing {
    func text(
        _ string: String, _ x: Double, _ y: Double, anchor: String = "start", kind: String = ""
    ) -> String {
        let attribute = kind.isEmpty ? "" : " class=\"\(kind)\""
        return "<text x=\"\(NumberText.coordinate(x))\" y=\"\(NumberText.coordinate(y))\" "
            + "text-anchor=\"\(anchor)\"\(attribute)>\(string.escapedForHTML)</text>"
    }

    func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, kind: String) -> String {
        let ends = [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)].map {
            "\($0)=\"\(NumberText.coordinate($1))\""
        }
        return "<line class=\"\(kind)\" \(ends.joined(separator: " "))/>"
    }
}
