import CYAML
import Values

/// The events of libyaml as Swift values, each with its place.
///
/// A class, because the parser in C keeps pointers to itself and into the text.
final class YAMLEvents {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        case alias(String)
    }

    struct Event {
        let kind: Kind
        let anchor: String?
        let tag: String?
        let range: SourceRange
    }

    private let source: SourceText
    private let index: ScalarIndex
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// Length of a byte order mark; the library would take it for the first column of the text.
    private let markBytes: Int
    private let text: UnsafeMutableBufferPointer<UInt8>

    init(_ source: SourceText) throws(YAMLSyntaxError) {
        self.source = source
        index = ScalarIndex(source.bytes)
        markBytes = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        parser = .allocate(capacity: 1)
        text = .allocate(capacity: max(source.bytes.count, 1))
        _ = text.initialize(from: source.bytes)
        guard yaml_parser_initialize(parser) == 1 else {
            throw YAMLSyntaxError(.grammar("out of memory"), at: SourceRange(source, 0..<0))
        }
        // Said outright, or a UTF-16 mark at the start would switch the encoding.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(
            parser, text.baseAddress?.advanced(by: markBytes), source.bytes.count - markBytes)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    func next() throws(YAMLSyntaxError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        let start = offset(of: event.start_mark)
        let end = offset(of: event.end_mark)
        let range = SourceRange(source, start..<max(start, end))
        let data = event.data
        switch event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, anchor: nil, tag: nil, range: range)
        case YAML_STREAM_END_EVENT: return Event(kind: .streamEnd, anchor: nil, tag: nil, range: range)
        case YAML_DOCUMENT_START_EVENT:
            return Event(kind: .documentStart, anchor: nil, tag: nil, range: range)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, anchor: nil, tag: nil, range: range)
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, anchor: nil, tag: nil, range: range)
        case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, anchor: nil, tag: nil, range: range)
        case YAML_ALIAS_EVENT:
            return Event(
                kind: .alias(string(data.alias.anchor) ?? ""), anchor: nil, tag: nil, range: range)
        case YAML_SEQUENCE_START_EVENT:
            let start = data.sequence_start
            return Event(
                kind: .sequenceStart, anchor: string(start.anchor), tag: string(start.tag), range: range)
        case YAML_MAPPING_START_EVENT:
            let start = data.mapping_start
            return Event(
                kind: .mappingStart, anchor: string(start.anchor), tag: string(start.tag), range: range)
        default:
            let scalar = data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return Event(
                kind: .scalar(
                    String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
                anchor: string(scalar.anchor), tag: string(scalar.tag), range: range)
        }
    }

    private func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func offset(of mark: yaml_mark_t) -> Int {
        index.offset(of: Int(mark.index) + (markBytes > 0 ? 1 : 0))
    }

    private func failure() -> YAMLSyntaxError {
        let state = parser.pointee
        let words = state.problem.map { String(cString: $0) } ?? "out of memory"
        let isReaderError = state.error == YAML_READER_ERROR
        let offset = isReaderError ? state.problem_offset + markBytes : self.offset(of: state.problem_mark)
        let end = min(offset + 1, source.bytes.count)
        let range = SourceRange(source, min(offset, end)..<end)
        guard words == "found character that cannot start any token", offset < source.bytes.count else {
            return YAMLSyntaxError(.grammar(words), at: range)
        }
        if source.bytes[offset] == 0x09 { return YAMLSyntaxError(.tabIndent, at: range) }
        let character = Character(Unicode.Scalar(source.bytes[offset]))
        return YAMLSyntaxError(.reservedCharacter(character), at: range)
    }
}
