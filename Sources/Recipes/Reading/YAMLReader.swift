import Values

/// Reads a recipe written in YAML 1.2 (core schema) into the tree that `JSONReader` gives.
///
/// Refused, because they are traps: tags, several documents, merge keys, duplicate keys, keys that are no
/// scalars, numbers that are not finite, and texts over the limits.
public struct YAMLReader {
    /// Sizes beyond which a text is refused.
    public struct Limits: Sendable, Hashable {
        public var maximumDepth: Int
        public var maximumBytes: Int
        /// Counted with aliases written out.
        public var maximumNodes: Int

        public init(maximumDepth: Int = 64, maximumBytes: Int = 16 << 20, maximumNodes: Int = 100_000) {
            self.maximumDepth = maximumDepth
            self.maximumBytes = maximumBytes
            self.maximumNodes = maximumNodes
        }

        /// 64 levels, 16 MiB and 100,000 values.
        public static let standard = Limits()
    }

    /// A node that aliases may repeat.
    private struct Anchored {
        let node: SourceNode
        let count: Int
        let depth: Int
    }

    private let source: SourceText
    private let limits: Limits
    private let events: YAMLEvents
    private var anchors: [String: Anchored] = [:]
    private var openAnchors: Set<String> = []
    private var count = 0
    /// Levels below the node that was read last.
    private var height = 0

    /// - Throws: the first mistake.
    public static func read(
        _ source: SourceText, limits: Limits = .standard
    ) throws(YAMLSyntaxError) -> SourceNode {
        guard source.bytes.count <= limits.maximumBytes else {
            throw YAMLSyntaxError(
                .tooLarge(bytes: source.bytes.count, maximum: limits.maximumBytes),
                at: SourceRange(source, 0..<0))
        }
        if let offset = source.firstInvalidOffset {
            throw YAMLSyntaxError(
                .invalidUTF8(byte: source.bytes[offset]), at: SourceRange(source, offset..<(offset + 1)))
        }
        var reader = YAMLReader(source: source, limits: limits, events: try YAMLEvents(source))
        return try reader.readStream()
    }

    private init(source: SourceText, limits: Limits, events: YAMLEvents) {
        self.source = source
        self.limits = limits
        self.events = events
    }

    private mutating func readStream() throws(YAMLSyntaxError) -> SourceNode {
        _ = try events.next()
        let start = try events.next()
        guard case .documentStart = start.kind else { throw YAMLSyntaxError(.empty, at: start.range) }
        let node = try readNode(try events.next(), depth: 0)
        _ = try events.next()
        let after = try events.next()
        guard case .streamEnd = after.kind else { throw YAMLSyntaxError(.severalDocuments, at: after.range) }
        return node
    }

    private mutating func readNode(
        _ event: YAMLEvents.Event, depth: Int
    ) throws(YAMLSyntaxError) -> SourceNode {
        if let tag = event.tag { throw YAMLSyntaxError(.tag(tag), at: event.range) }
        if case .alias(let name) = event.kind { return try expand(name, at: event.range, depth: depth) }
        let countBefore = count
        try add(1, at: event.range)
        if let anchor = event.anchor { openAnchors.insert(anchor) }
        let node: SourceNode
        switch event.kind {
        case .sequenceStart: node = try readSequence(event.range, depth: depth + 1)
        case .mappingStart: node = try readMapping(event.range, depth: depth + 1)
        case .scalar(let text, let isPlain):
            node = try readScalar(text, isPlain: isPlain, at: event.range)
            height = 0
        default: throw YAMLSyntaxError(.grammar("did not find expected node content"), at: event.range)
        }
        if let anchor = event.anchor {
            openAnchors.remove(anchor)
            anchors[anchor] = Anchored(node: node, count: count - countBefore, depth: height)
        }
        return node
    }

    private mutating func expand(
        _ name: String, at range: SourceRange, depth: Int
    ) throws(YAMLSyntaxError) -> SourceNode {
        if openAnchors.contains(name) { throw YAMLSyntaxError(.aliasInsideItself(name), at: range) }
        guard let anchored = anchors[name] else { throw YAMLSyntaxError(.unknownAlias(name), at: range) }
        try add(anchored.count, at: range)
        guard depth + anchored.depth <= limits.maximumDepth else {
            throw YAMLSyntaxError(.tooDeep(maximum: limits.maximumDepth), at: range)
        }
        height = anchored.depth
        return SourceNode(anchored.node.content, at: range)
    }

    private mutating func add(_ nodes: Int, at range: SourceRange) throws(YAMLSyntaxError) {
        count += nodes
        guard count <= limits.maximumNodes else {
            throw YAMLSyntaxError(.tooManyNodes(maximum: limits.maximumNodes), at: range)
        }
    }

    private func checkDepth(_ depth: Int, at range: SourceRange) throws(YAMLSyntaxError) {
        guard depth <= limits.maximumDepth else {
            throw YAMLSyntaxError(.tooDeep(maximum: limits.maximumDepth), at: range)
        }
    }

    private mutating func readSequence(
        _ start: SourceRange, depth: Int
    ) throws(YAMLSyntaxError) -> SourceNode {
        try checkDepth(depth, at: start)
        var elements: [SourceNode] = []
        var tallest = 0
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind {
                height = tallest + 1
                return SourceNode(.array(elements), at: join(start, event.range))
            }
            elements.append(try readNode(event, depth: depth))
            tallest = max(tallest, height)
        }
    }

    private mutating func readMapping(
        _ start: SourceRange, depth: Int
    ) throws(YAMLSyntaxError) -> SourceNode {
        try checkDepth(depth, at: start)
        var object = SourceObject()
        var tallest = 0
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind {
                height = tallest + 1
                return SourceNode(.object(object), at: join(start, event.range))
            }
            let key = try readKey(event)
            if let earlier = object.member(key) {
                throw YAMLSyntaxError(.duplicateKey(key), at: event.range, related: earlier.keyRange)
            }
            object.set(key, at: event.range, to: try readNode(try events.next(), depth: depth))
            tallest = max(tallest, height)
        }
    }

    /// Keys are text whatever they look like, as in JSON.
    private mutating func readKey(_ event: YAMLEvents.Event) throws(YAMLSyntaxError) -> String {
        if let tag = event.tag { throw YAMLSyntaxError(.tag(tag), at: event.range) }
        guard case .scalar(let text, let isPlain) = event.kind else {
            throw YAMLSyntaxError(.keyIsNoScalar, at: event.range)
        }
        if isPlain, text == "<<" { throw YAMLSyntaxError(.mergeKey, at: event.range) }
        if let anchor = event.anchor {
            anchors[anchor] = Anchored(node: SourceNode(.string(text), at: event.range), count: 1, depth: 0)
        }
        return text
    }

    private func readScalar(
        _ text: String, isPlain: Bool, at range: SourceRange
    ) throws(YAMLSyntaxError) -> SourceNode {
        guard isPlain else { return SourceNode(.string(text), at: range) }
        switch YAMLScalar.meaning(of: text) {
        case .content(let content): return SourceNode(content, at: range)
        case .notFinite: throw YAMLSyntaxError(.notFinite(text), at: range)
        case .tooLarge: throw YAMLSyntaxError(.numberTooLarge(text), at: range)
        }
    }

    private func join(_ start: SourceRange, _ end: SourceRange) -> SourceRange {
        SourceRange(
            source, start.offsets.lowerBound..<max(start.offsets.upperBound, end.offsets.upperBound))
    }
}
