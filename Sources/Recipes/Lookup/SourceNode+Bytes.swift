import Values

extension SourceNode {
    /// The place of a part of a string, in bytes of its value; the whole string where escapes shift it.
    func place(ofBytes part: Range<Int>) -> SourceRange {
        guard case .string(let text) = content else { return range }
        let quoteLength = range.offsets.count == text.utf8.count ? 0 : 1
        let start = range.offsets.lowerBound + quoteLength
        let end = start + text.utf8.count
        guard end + quoteLength == range.offsets.upperBound,
            range.source.bytes[start..<end].elementsEqual(text.utf8)
        else { return range }
        return SourceRange(range.source, (start + part.lowerBound)..<(start + part.upperBound))
    }
}
