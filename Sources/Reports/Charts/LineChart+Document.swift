extension LineChart {
    /// The drawing as an SVG file of its own, which needs no page around it.
    public var document: String {
        LineDrawing(self).svg.replacing(
            "<svg viewBox=\"0 0 800 420\"",
            with:
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\" height=\"420\" viewBox=\"0 0 800 420\"",
            maxReplacements: 1
        ).replacing(">\n", with: ">\n<style>\(Self.style)</style>\n", maxReplacements: 1) + "\n"
    }

    /// The light colours of the pages, without variables, which not every viewer of SVG knows.
    private static let style: String = {
        let colours = ["#1d6a8a", "#c8502f", "#5f8a2c", "#84569c", "#b27a00", "#5b6672"]
        var rules = """
            svg { background: #fffefb; font: 13px Inter, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; }
            text { fill: #646a73; } .title { fill: #22252a; } .grid { stroke: #dcdad3; }
            .axis { stroke: #646a73; } .reference { stroke: #646a73; stroke-dasharray: 2 4; }
            .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; } .dashed { stroke-dasharray: 7 5; }
            .error { stroke-width: 1.3; opacity: .75; } .band { opacity: .16; } .name { font-weight: 600; }
            .mark { stroke: #fffefb; stroke-width: 1.5; }
            """
        for (index, colour) in colours.enumerated() {
            let own = ".c\(index + 1)"
            rules +=
                "\n\(own) .line, \(own) .error { stroke: \(colour); } "
                + "\(own) .mark, \(own) .band, \(own) .name { fill: \(colour); }"
        }
        return rules
    }()
}
