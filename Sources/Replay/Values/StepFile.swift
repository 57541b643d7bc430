import CYAML

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One step in the authors' layout: a mapping from prompt index to a list of scores, read event by event straight into
/// numbers.
struct StepFile {
    let prompts: Int
    let candidates: Int
    /// Prompt x candidate; prompts in order, in whichever order the file has them.
    let values: [Float]

    /// More values than any step holds.
    static let maximumValues = 1 << 26

    init(path: String) throws(ReplayError) {
        guard let file = fopen(path, "rb") else {
            throw .unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else {
            throw .unreadable(file: path, reason: "no memory for the parser")
        }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_input_file(parser, file)

        var reader = StepReader(path: path)
        var event = yaml_event_t()
        while !reader.isDone {
            guard yaml_parser_parse(parser, &event) == 1 else {
                let reason = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
                throw .malformed(file: path, line: Int(parser.pointee.problem_mark.line) + 1, reason: reason)
            }
            defer { yaml_event_delete(&event) }
            try reader.take(event)
        }
        prompts = reader.order.count
        candidates = reader.candidates
        values = try reader.ordered()
    }
}

/// Follows the events of a step's file.
private struct StepReader {
    private enum Place { case outside, key, list, scores }

    let path: String
    private(set) var isDone = false
    private(set) var candidates = 0
    /// Prompt indices as the file has them.
    private(set) var order: [Int] = []
    private var values: [Float] = []
    private var place = Place.outside
    /// Values of the present prompt.
    private var row = 0

    init(path: String) { self.path = path }

    private func fail(_ event: yaml_event_t, _ reason: String) -> ReplayError {
        .malformed(file: path, line: Int(event.start_mark.line) + 1, reason: reason)
    }

    @inline(__always)
    mutating func take(_ event: yaml_event_t) throws(ReplayError) {
        switch event.type {
        case YAML_SCALAR_EVENT:
            if place == .scores { try takeScore(event) } else { try takeKey(event) }
        case YAML_MAPPING_START_EVENT:
            guard place == .outside, order.isEmpty else {
                throw fail(event, "found a mapping, expected one mapping of prompts to lists of scores")
            }
            place = .key
        case YAML_SEQUENCE_START_EVENT:
            guard place == .list else { throw fail(event, "expected a prompt index before its list") }
            (place, row) = (.scores, 0)
        case YAML_SEQUENCE_END_EVENT:
            if order.count == 1 { candidates = row }
            guard row == candidates, row > 0 else {
                throw fail(
                    event, "prompt \(order.last!) has \(row) values, expected \(max(candidates, 1))")
            }
            place = .key
        case YAML_MAPPING_END_EVENT: place = .outside
        case YAML_ALIAS_EVENT: throw fail(event, "aliases are not allowed")
        case YAML_STREAM_END_EVENT:
            guard !order.isEmpty else { throw fail(event, "no prompts") }
            isDone = true
        default: break
        }
    }

    private mutating func takeScore(_ event: yaml_event_t) throws(ReplayError) {
        let length = event.data.scalar.length
        guard let text = event.data.scalar.value, let score = DecimalText.float(text, length: length) else {
            throw fail(event, "'\(Self.shown(event))' is not a finite number")
        }
        guard values.count < StepFile.maximumValues else {
            throw fail(event, "more than \(StepFile.maximumValues) values")
        }
        values.append(score)
        row += 1
    }

    private mutating func takeKey(_ event: yaml_event_t) throws(ReplayError) {
        switch place {
        case .outside: throw fail(event, "expected a mapping of prompts to lists of scores")
        case .list: throw fail(event, "prompt \(order.last!) has '\(Self.shown(event))', expected a list")
        case .key, .scores:
            let text = Self.shown(event)
            guard let prompt = Int(text), prompt >= 0 else {
                throw fail(event, "'\(text)' is not the index of a prompt")
            }
            guard order.count <= values.count else { throw fail(event, "a prompt without values") }
            order.append(prompt)
            place = .list
        }
    }

    /// The beginning of a scalar, for messages and indices.
    private static func shown(_ event: yaml_event_t) -> String {
        guard let text = event.data.scalar.value else { return "" }
        return String(
            decoding: UnsafeBufferPointer(start: text, count: min(event.data.scalar.length, 40)),
            as: UTF8.self)
    }

    /// Rows in the order of the prompts, which must be 0, 1, 2 ...
    func ordered() throws(ReplayError) -> [Float] {
        if order.elementsEqual(0..<order.count) { return values }
        var rows = [Int](repeating: -1, count: order.count)
        for (row, prompt) in order.enumerated() {
            guard prompt < order.count else {
                throw .malformed(
                    file: path, line: 1,
                    reason: "found prompt \(prompt) among \(order.count) prompts, which must be 0 to "
                        + "\(order.count - 1) without a gap")
            }
            guard rows[prompt] < 0 else {
                throw .malformed(file: path, line: 1, reason: "prompt \(prompt) is listed twice")
            }
            rows[prompt] = row
        }
        return rows.flatMap { values[$0 * candidates..<($0 + 1) * candidates] }
    }
}
