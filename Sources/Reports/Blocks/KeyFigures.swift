/// A few numbers to see first.
public struct KeyFigures: ReportBlock {
    public struct Figure: Sendable {
        public var label: String
        public var value: String
        /// Small print under the value, such as its uncertainty.
        public var note: String

        public init(_ label: String, _ value: String, note: String = "") {
            self.label = label
            self.value = value
            self.note = note
        }
    }

    public var figures: [Figure]

    public init(_ figures: [Figure]) { self.figures = figures }

    public func html(_ context: inout ReportContext) -> String {
        let items = figures.map { figure in
            let note = figure.note.isEmpty ? "" : "<dd>\(figure.note.escapedForHTML)</dd>"
            return "<div><dt>\(figure.label.escapedForHTML)</dt>"
                + "<dd>\(figure.value.escapedForHTML)</dd>\(note)</div>\n"
        }
        return "<dl class=\"figures\">\n\(items.joined())</dl>\n"
    }
}
