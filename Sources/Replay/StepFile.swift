import CYAML

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One step in the authors' layout: a mapping from prompt index to a list of scores, read event by event.
struct StepFile {
    let prompts: Int
    let candidates: Int
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

        var values: [Float] = []
        var (prompts, candidates, row, depth) = (0, 0, 0, 0)
        var event = yaml_event_t()
        while true {
            guard yaml_parser_parse(parser, &event) == 1 else {
                let reason = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
                throw .malformed(file: path, line: Int(parser.pointee.problem_mark.line) + 1, reason: reason)
            }
            defer { yaml_event_delete(&event) }
            let line = Int(event.start_mark.line) + 1
            switch event.type {
            case YAML_MAPPING_START_EVENT:
                guard depth == 0, prompts == 0 else {
                    throw .malformed(
                        file: path, line: line, reason: "a mapping inside of the mapping of prompts")
                }
                depth = 1
            case YAML_SEQUENCE_START_EVENT:
                guard depth == 1, row < 0 else {
                    throw .malformed(
                        file: path, line: line, reason: "expected a prompt index before its list")
                }
                (depth, row) = (2, 0)
            case YAML_SCALAR_EVENT:
                guard depth > 0, let text = event.data.scalar.value else {
                    throw .malformed(file: path, line: line, reason: "expected a mapping of prompts")
                }
                var end: UnsafeMutablePointer<CChar>?
                let (number, isWhole): (Double, Bool) = text.withMemoryRebound(
                    to: CChar.self, capacity: event.data.scalar.length + 1
                ) {
                    let number = strtod($0, &end)
                    return (number, end == $0 + event.data.scalar.length && event.data.scalar.length > 0)
                }
                guard isWhole, Float(number).isFinite else {
                    throw .malformed(
                        file: path, line: line, reason: "'\(String(cString: text))' is not a finite number")
                }
                if depth == 1 {
                    guard row >= 0, number == Double(prompts) else {
                        throw .malformed(
                            file: path, line: line, reason: "found prompt \(number), expected \(prompts)")
                    }
                    row = -1
                } else {
                    guard values.count < Self.maximumValues else {
                        throw .malformed(
                            file: path, line: line, reason: "more than \(Self.maximumValues) values")
                    }
                    values.append(Float(number))
                    row += 1
                }
            case YAML_SEQUENCE_END_EVENT:
                if prompts == 0 { candidates = row }
                guard row == candidates, row > 0 else {
                    throw .malformed(
                        file: path, line: line,
                        reason: "prompt \(prompts) has \(row) values, expected \(max(candidates, 1))")
                }
                prompts += 1
                (depth, row) = (1, 0)
            case YAML_MAPPING_END_EVENT: depth = 0
            case YAML_ALIAS_EVENT: throw .malformed(file: path, line: line, reason: "aliases are not allowed")
            case YAML_STREAM_END_EVENT:
                guard prompts > 0 else { throw .malformed(file: path, line: line, reason: "no prompts") }
                (self.prompts, self.candidates, self.values) = (prompts, candidates, values)
                return
            default: break
            }
        }
    }
}
