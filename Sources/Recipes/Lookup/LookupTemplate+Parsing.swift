extension LookupTemplate {
    /// Look-ups in selectors of look-ups, no deeper: `${stages.a[rank=${matrix.rank}]}`.
    private static let maximumNesting = 2

    init(parsing text: String) throws(LookupSyntaxError) {
        try self.init(Array(text.utf8)[...], nesting: 0)
    }

    private init(_ bytes: ArraySlice<UInt8>, nesting: Int) throws(LookupSyntaxError) {
        var segments: [Segment] = []
        var plain: [UInt8] = []
        var position = bytes.startIndex
        while position < bytes.endIndex {
            if bytes[position...].starts(with: "$${".utf8) {
                plain += "${".utf8
                position += 3
            } else if bytes[position...].starts(with: "${".utf8) {
                guard let end = Self.end(of: bytes[position...]) else {
                    throw LookupSyntaxError(
                        reason: "a \"${\" is not closed", range: position..<bytes.endIndex)
                }
                if !plain.isEmpty { segments.append(.text(String(decoding: plain, as: UTF8.self))) }
                plain = []
                let path = try LookupPath.parse(
                    bytes[(position + 2)..<(end - 1)], whole: position..<end, nesting: nesting)
                segments.append(.lookup(path, position..<end))
                position = end
            } else {
                plain.append(bytes[position])
                position += 1
            }
        }
        if !plain.isEmpty || segments.isEmpty {
            segments.append(.text(String(decoding: plain, as: UTF8.self)))
        }
        self.segments = segments
    }

    /// Just past the `}` that belongs to the `${` at the start.
    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        var open = 0
        var position = bytes.startIndex
        while position < bytes.endIndex {
            if bytes[position...].starts(with: "${".utf8) {
                open += 1
                position += 1
            } else if bytes[position] == UInt8(ascii: "}") {
                open -= 1
                if open == 0 { return position + 1 }
            }
            position += 1
        }
        return nil
    }

    fileprivate static func nested(
        _ bytes: ArraySlice<UInt8>, nesting: Int, whole: Range<Int>
    ) throws(LookupSyntaxError) -> LookupTemplate {
        guard nesting < maximumNesting else {
            throw LookupSyntaxError(reason: "look-ups nest too deep", range: whole)
        }
        return try LookupTemplate(bytes, nesting: nesting)
    }
}

extension LookupPath {
    fileprivate static func parse(
        _ bytes: ArraySlice<UInt8>, whole: Range<Int>, nesting: Int
    ) throws(LookupSyntaxError) -> LookupPath {
        var rest = trimmed(bytes)
        let shown = "\"${" + Excerpt.shortened(String(decoding: rest, as: UTF8.self)) + "}\""
        func failure(_ words: String) -> LookupSyntaxError {
            LookupSyntaxError(reason: "\(shown) is no look-up: \(words)", range: whole)
        }
        guard let root = takeName(&rest) else { throw failure("a name is missing") }
        var steps: [Step] = []
        while let byte = rest.first {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: "."):
                guard let name = takeName(&rest) else { throw failure("a name is missing after \".\"") }
                steps.append(.name(name))
            case UInt8(ascii: "["):
                guard let end = closingBracket(in: rest) else { throw failure("a \"[\" is not closed") }
                guard let step = try bracket(trimmed(rest[..<end]), whole: whole, nesting: nesting) else {
                    throw failure("between brackets stands an index, \"*\" or axis=value")
                }
                steps.append(step)
                rest = rest[(end + 1)...]
            default:
                throw failure("unexpected \"\(String(decoding: [byte], as: UTF8.self))\"")
            }
        }
        return LookupPath(root: root, steps: steps)
    }

    private static func bracket(
        _ bytes: ArraySlice<UInt8>, whole: Range<Int>, nesting: Int
    ) throws(LookupSyntaxError) -> Step? {
        let text = String(decoding: bytes, as: UTF8.self)
        if text == "*" { return .all }
        if let index = Int(text), index >= 0 { return .index(index) }
        var selectors: [Selector] = []
        for part in split(bytes) {
            var rest = trimmed(part)
            guard let axis = takeName(&rest) else { return nil }
            rest = trimmed(rest)
            guard rest.first == UInt8(ascii: "="), !selectors.contains(where: { $0.axis == axis }) else {
                return nil
            }
            let value = trimmed(rest.dropFirst())
            guard !value.isEmpty else { return nil }
            let template = try LookupTemplate.nested(value, nesting: nesting + 1, whole: whole)
            selectors.append(Selector(axis: axis, value: template))
        }
        return .selection(selectors)
    }

    /// The parts between commas that stand outside of look-ups.
    private static func split(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var open = 0
        for position in bytes.indices {
            switch bytes[position] {
            case UInt8(ascii: "{"): open += 1
            case UInt8(ascii: "}"): open -= 1
            case UInt8(ascii: ",") where open == 0:
                parts.append(bytes[start..<position])
                start = position + 1
            default: break
            }
        }
        return parts + [bytes[start...]]
    }

    private static func closingBracket(in bytes: ArraySlice<UInt8>) -> Int? {
        var open = 0
        for position in bytes.indices {
            switch bytes[position] {
            case UInt8(ascii: "{"): open += 1
            case UInt8(ascii: "}"): open -= 1
            case UInt8(ascii: "]") where open == 0: return position
            default: break
            }
        }
        return nil
    }

    private static func takeName(_ bytes: inout ArraySlice<UInt8>) -> String? {
        let name = bytes.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: byte >= 0x80
            }
        }
        bytes = bytes[name.endIndex...]
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop { $0 == 0x20 }
        while bytes.last == 0x20 { bytes = bytes.dropLast() }
        return bytes
    }
}
