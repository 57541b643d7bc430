import Values

/// Replaces look-ups by what they name, under caps on what a recipe can grow to.
struct LookupResolver {
    static let maximumSize = 1_000_000
    static let maximumDepth = 64

    /// What may be looked up at a place, beside params.
    struct Scope {
        /// Values of the matrix for this stage; nil outside of a matrix stage.
        var matrix: [String: ResolvedNode]?
        /// Nil where outputs of stages have no meaning.
        var stages: StageTable?
    }

    private enum State {
        case open
        case done(ResolvedNode)
    }

    let params: SourceObject
    private var states: [String: State] = [:]
    /// The params being resolved, outermost first.
    private var chain: [String] = []
    private var size = 0

    init(params: SourceObject) {
        self.params = params
    }

    /// All params in the order of the recipe.
    mutating func resolveParams(_ problems: inout DiagnosticCollector) -> JSONValue {
        var values: [String: JSONValue] = [:]
        for member in params.members {
            values[member.key] = param(member.key, at: member.value.range, depth: 0, &problems).value
        }
        return .object(values)
    }

    mutating func resolve(
        _ node: SourceNode, in scope: Scope, depth: Int = 0, _ problems: inout DiagnosticCollector
    ) -> ResolvedNode {
        guard depth <= Self.maximumDepth else {
            problems.add(.lookupTooDeep(maximum: Self.maximumDepth), at: node.range)
            return ResolvedNode(.invalid, at: node.range)
        }
        guard grow(by: 1, at: node.range, &problems) else { return ResolvedNode(.invalid, at: node.range) }
        switch node.content {
        case .string(let text) where text.utf8.contains(UInt8(ascii: "$")):
            return resolve(text, of: node, in: scope, depth: depth, &problems)
        case .array(let elements):
            var resolved: [ResolvedNode] = []
            for element in elements {
                resolved.append(resolve(element, in: scope, depth: depth + 1, &problems))
            }
            return checked(ResolvedNode(.array(resolved), at: node.range), &problems)
        case .object(let object):
            var members: [ResolvedNode.Member] = []
            for member in object.members {
                let value = resolve(member.value, in: scope, depth: depth + 1, &problems)
                members.append(.init(key: member.key, keyRange: member.keyRange, value: value))
            }
            return checked(ResolvedNode(.object(.init(members)), at: node.range), &problems)
        default:
            return ResolvedNode(node)
        }
    }

    private mutating func resolve(
        _ text: String, of node: SourceNode, in scope: Scope, depth: Int,
        _ problems: inout DiagnosticCollector
    ) -> ResolvedNode {
        let template: LookupTemplate
        do { template = try LookupTemplate(parsing: text) } catch {
            problems.add(.malformedLookup(error.reason), at: node.place(ofBytes: error.range))
            return ResolvedNode(.invalid, at: node.range)
        }
        if let path = template.whole {
            return evaluate(path, at: node.range, in: scope, depth: depth, &problems)
        }
        guard let joined = join(template, of: node, in: scope, depth: depth, &problems) else {
            return ResolvedNode(.invalid, at: node.range)
        }
        return ResolvedNode(.string(joined), at: node.range)
    }

    /// Nil where a part has no text, which is then reported.
    mutating func join(
        _ template: LookupTemplate, of node: SourceNode, in scope: Scope, depth: Int,
        _ problems: inout DiagnosticCollector
    ) -> String? {
        var result = ""
        var isComplete = true
        for segment in template.segments {
            switch segment {
            case .text(let text): result += text
            case .lookup(let path, let bytes):
                let range = node.place(ofBytes: bytes)
                let value = evaluate(path, at: range, in: scope, depth: depth, &problems)
                if let text = value.text, grow(by: text.utf8.count, at: range, &problems) {
                    result += text
                } else {
                    isComplete = false
                    if value.text == nil, !value.isInvalid {
                        problems.add(.lookupInsideText(path: path.text, found: value.words), at: range)
                    }
                }
            }
        }
        return isComplete ? result : nil
    }

    private mutating func evaluate(
        _ path: LookupPath, at range: SourceRange, in scope: Scope, depth: Int,
        _ problems: inout DiagnosticCollector
    ) -> ResolvedNode {
        let failed = ResolvedNode(.invalid, at: range)
        switch path.root {
        case "params":
            guard case .name(let name) = path.steps.first else {
                problems.add(.lookupNeedsName(root: "params"), at: range)
                return failed
            }
            let value = param(name, at: range, depth: depth, &problems)
            let found = walk(value, path, at: range, &problems)
            guard grow(by: found.size, at: range, &problems) else { return failed }
            return found.used(at: range)
        case "matrix":
            guard let matrix = scope.matrix else {
                problems.add(.matrixOutsideMatrixStage, at: range)
                return failed
            }
            guard case .name(let axis) = path.steps.first, path.steps.count == 1 else {
                problems.add(.lookupNeedsName(root: "matrix"), at: range)
                return failed
            }
            guard let value = matrix[axis] else {
                let suggestion = NearName.closest(to: axis, among: matrix.keys.sorted())
                problems.add(.unknownMatrixAxis(axis, suggestion: suggestion), at: range)
                return failed
            }
            return value.used(at: range)
        case "stages":
            guard let stages = scope.stages else {
                problems.add(.stageLookupOutsideWith, at: range)
                return failed
            }
            return stageOutputs(path, at: range, table: stages, in: scope, depth: depth, &problems)
        default:
            let suggestion = NearName.closest(to: path.root, among: ["params", "stages", "matrix"])
            problems.add(.unknownLookupRoot(path.root, suggestion: suggestion), at: range)
            return failed
        }
    }

    private mutating func param(
        _ name: String, at range: SourceRange, depth: Int, _ problems: inout DiagnosticCollector
    ) -> ResolvedNode {
        switch states[name] {
        case .done(let value): return value
        case .open:
            problems.add(.circularParams(chain.drop { $0 != name } + [name]), at: range)
            return ResolvedNode(.invalid, at: range)
        case nil: break
        }
        guard let node = params[name] else {
            let suggestion = NearName.closest(to: name, among: params.members.map(\.key))
            problems.add(.unknownParam(name, suggestion: suggestion), at: range)
            return ResolvedNode(.invalid, at: range)
        }
        states[name] = .open
        chain.append(name)
        let value = resolve(node, in: Scope(), depth: depth + 1, &problems)
        chain.removeLast()
        states[name] = .done(value)
        return value
    }

    private func walk(
        _ start: ResolvedNode, _ path: LookupPath, at range: SourceRange,
        _ problems: inout DiagnosticCollector
    ) -> ResolvedNode {
        var value = start
        for (count, step) in path.steps.enumerated().dropFirst() {
            let shown = LookupPath(root: path.root, steps: Array(path.steps[..<count])).text
            switch (step, value.content) {
            case (_, .invalid): return value
            case (.name(let name), .object(let object)):
                guard let member = object[name] else {
                    let suggestion = NearName.closest(to: name, among: object.members.map(\.key))
                    problems.add(
                        .noSuchMember(path: shown, member: name, suggestion: suggestion), at: range)
                    return ResolvedNode(.invalid, at: range)
                }
                value = member
            case (.index(let index), .array(let elements)):
                guard elements.indices.contains(index) else {
                    problems.add(
                        .noSuchElement(path: shown, index: index, count: elements.count), at: range)
                    return ResolvedNode(.invalid, at: range)
                }
                value = elements[index]
            default:
                let reason = "\(shown) is \(value.words), so \"\(step.text)\" cannot follow"
                problems.add(.malformedLookup(reason), at: range)
                return ResolvedNode(.invalid, at: range)
            }
        }
        return value
    }

    private func checked(_ node: ResolvedNode, _ problems: inout DiagnosticCollector) -> ResolvedNode {
        guard node.height > Self.maximumDepth else { return node }
        problems.add(.lookupTooDeep(maximum: Self.maximumDepth), at: node.range)
        return ResolvedNode(.invalid, at: node.range)
    }

    mutating func grow(
        by amount: Int, at range: SourceRange, _ problems: inout DiagnosticCollector
    ) -> Bool {
        // Once nothing more is shown, going on would only keep a hostile recipe busy.
        if size > Self.maximumSize || problems.isFull { return false }
        size += amount
        if size <= Self.maximumSize { return true }
        problems.add(.lookupTooLarge(maximum: Self.maximumSize), at: range)
        return false
    }
}
