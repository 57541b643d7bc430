/// A part of a page: a paragraph, a table, a chart.
public protocol ReportBlock: Sendable {
    /// The part as HTML, with every text escaped.
    func html(_ context: inout ReportContext) -> String
}

/// What blocks share while a page is written: the numbers of figures and tables.
public struct ReportContext: Sendable {
    private var figures = 0
    private var tables = 0

    mutating func nextFigure() -> Int {
        figures += 1
        return figures
    }

    mutating func nextTable() -> Int {
        tables += 1
        return tables
    }

    /// A numbered figure around contents that are HTML already.
    mutating func figure(_ contents: String, caption: String, note: String = "", kind: String) -> String {
        let number = nextFigure()
        let extra = note.isEmpty ? "" : " <span class=\"note\">\(note.escapedForHTML)</span>"
        return """
            <figure class="\(kind)" id="figure-\(number)">
            \(contents)
            <figcaption><b>Figure \(number).</b> \(caption.escapedForHTML)\(extra)</figcaption>
            </figure>

            """
    }
}
