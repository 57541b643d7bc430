/// Pictures by row and column, such as prompts against methods, as a numbered figure.
public struct PictureTable: ReportBlock {
    public struct Row: Sendable {
        public var title: String
        public var pictures: [Picture]

        public init(_ title: String, _ pictures: [Picture]) {
            self.title = title
            self.pictures = pictures
        }
    }

    public var columns: [String]
    public var rows: [Row]
    public var caption: String

    public init(columns: [String], rows: [Row], caption: String) {
        self.columns = columns
        self.rows = rows
        self.caption = caption
    }

    public func html(_ context: inout ReportContext) -> String {
        let head = columns.map { "<th scope=\"col\">\($0.escapedForHTML)</th>" }.joined()
        let body = rows.map { row in
            let cells = row.pictures.map { "<td>\($0.html)</td>" }.joined()
            return "<tr><th scope=\"row\">\(row.title.escapedForHTML)</th>\(cells)</tr>\n"
        }.joined()
        return context.figure(
            """
            <div class="scroll"><table class="gallery">
            <thead><tr><td></td>\(head)</tr></thead>
            <tbody>
            \(body)</tbody>
            </table></div>
            """, caption: caption, kind: "grid")
    }
}
