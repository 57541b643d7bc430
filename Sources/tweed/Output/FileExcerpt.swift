import Foundation
import Values

/// The beginning of a small text.
struct FileExcerpt {
    static let maximumBytes: Int64 = 256 << 10
    static let linesShown = 20

    let lines: [String]

    /// - Returns: nil for what is large, empty or no text.
    init?(path: String, size: Int64, name: String) {
        guard size > 0, size <= Self.maximumBytes,
            let data = try? Data(contentsOf: URL(fileURLWithPath: path)), !data.contains(0),
            let text = String(validating: data, as: UTF8.self)
        else { return nil }
        var shown = text
        // JSON on one line is no use to a person.
        if text.utf8.first == UInt8(ascii: "{") || text.utf8.first == UInt8(ascii: "["),
            let value = try? JSONValue(parsing: text)
        {
            shown = value.prettyText()
        } else if name.hasSuffix(".html") || name.hasSuffix(".svg") {
            return nil
        }
        let all = shown.split(separator: "\n", omittingEmptySubsequences: false)
        let whole = all.last == "" ? all.dropLast() : all
        lines =
            whole.prefix(Self.linesShown).map { $0.count > 160 ? $0.prefix(157) + "..." : String($0) }
            + (whole.count > Self.linesShown ? ["(\(whole.count - Self.linesShown) more lines)"] : [])
    }
}
