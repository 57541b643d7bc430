/// A numbered table.
public struct Table: ReportBlock {
    public struct Column: Sendable, ExpressibleByStringLiteral {
        public var title: String
        /// Numbers stand to the right.
        public var isNumeric: Bool

        public init(_ title: String, isNumeric: Bool = false) {
            self.title = title
            self.isNumeric = isNumeric
        }

        public init(stringLiteral title: String) { self.init(title) }

        /// A column of numbers.
        public static func number(_ title: String) -> Column { Column(title, isNumeric: true) }
    }

    public struct Cell: Sendable, ExpressibleByStringLiteral {
        public var text: String
        /// Set in bold, for the best of a column.
        public var isStrong: Bool

        public init(_ text: String, isStrong: Bool = false) {
            self.text = text
            self.isStrong = isStrong
        }

        public init(stringLiteral text: String) { self.init(text) }
    }

    public var columns: [Column]
    public var rows: [[Cell]]
    public var caption: String

    /// - Precondition: every row has a cell for each column.
    public init(columns: [Column], rows: [[Cell]], caption: String) {
        precondition(
            rows.allSatisfy { $0.count == columns.count },
            "every row of a table needs \(columns.count) cells")
        self.columns = columns
        self.rows = rows
        self.caption = caption
    }

    public func html(_ context: inout ReportContext) -> String {
        let number = context.nextTable()
        return """
            <div class="tables">
            <div class="caption" id="table-\(number)"><b>Table \(number).</b> \(caption.escapedForHTML)</div>
            <div class="scroll"><table aria-labelledby="table-\(number)">
            \(contents)</table></div>
            </div>

            """
    }

    /// Head and body.
    var contents: String {
        let head = columns.map { column in
            let attribute = column.isNumeric ? " class=\"number\"" : ""
            return "<th scope=\"col\"\(attribute)>\(column.title.escapedForHTML)</th>"
        }
        let body = rows.map { row in
            let cells = zip(columns, row).map { column, cell in
                let classes = (column.isNumeric ? ["number"] : []) + (cell.isStrong ? ["strong"] : [])
                let attribute = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
                return "<td\(attribute)>\(cell.text.escapedForHTML)</td>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        return "<thead><tr>\(head.joined())</tr></thead>\n<tbody>\n\(body.joined())</tbody>\n"
    }
}
