/// Names from strangers, so that they neither flood nor garble a terminal.
enum Printable {
    static func text(_ text: String, limit: Int = 160) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: "?"
            default: String(scalar)
            }
        }
        return scalars.joined() + (text.unicodeScalars.dropFirst(limit).isEmpty ? "" : "...")
    }

    static func quoted(_ text: String) -> String { "\"\(self.text(text))\"" }

    /// Some of many names.
    static func list(_ names: [String], limit: Int = 6) -> String {
        guard !names.isEmpty else { return "none" }
        let more = names.count > limit ? " and \(names.count - limit) more" : ""
        return names.prefix(limit).map { text($0) }.joined(separator: ", ") + more
    }
}
