/// Rows in columns, each as wide as its widest text.
struct TextTable {
    private var rows: [[String]] = []
    private let header: [String]

    /// - Parameter header: empty for none.
    init(header: [String] = []) { self.header = header }

    mutating func add(_ row: [String]) { rows.append(row) }

    var isEmpty: Bool { rows.isEmpty }

    /// - Parameter indentation: columns before each line.
    func lines(indentation: Int = 0) -> [StyledLine] {
        let all = (header.isEmpty ? [] : [header]) + rows
        var widths: [Int] = []
        for row in all {
            for (index, text) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], TerminalText.width(of: text))
            }
        }
        return all.enumerated().map { number, row in
            var line = StyledLine(String(repeating: " ", count: indentation))
            let style: StyledLine.Style = number == 0 && !header.isEmpty ? .dim : .plain
            // No spaces at the end of a line, and none for columns without any text.
            let last = row.lastIndex { !$0.isEmpty } ?? 0
            var separator = ""
            for (index, text) in row.prefix(last + 1).enumerated() where widths[index] > 0 {
                let padded = index == last ? text : TerminalText.padded(text, to: widths[index])
                line.append(separator + padded, style)
                separator = "  "
            }
            return line
        }
    }
}
