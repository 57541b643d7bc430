import Values

/// Turns arguments into the configuration of a stage, by the descriptions of its parameters.
struct ArgumentDecoder {
    let paths: RecipePaths
    /// Texts that come from the command line, where a person may name any path.
    let personalSources: Set<ObjectIdentifier>

    /// - Returns: every parameter of the kind, with null for those at fault, which are reported.
    func decode(
        _ stage: ResolvedStage, _ problems: inout DiagnosticCollector
    ) -> (configuration: JSONValue, inputs: [InputBinding]) {
        var configuration: [String: JSONValue] = [:]
        var inputs: [InputBinding] = []
        for parameter in stage.kind.parameters {
            let argument = stage.arguments.first { $0.name == parameter.name }
            let fallback = parameter.defaultValue.map {
                ResolvedNode(SourceNode(value: $0, at: stage.usesRange))
            }
            guard let node = argument?.value ?? fallback else { continue }
            let value = decode(node, as: parameter.type, name: parameter.name, &inputs, &problems)
            configuration[parameter.name] = value ?? .null
        }
        return (.object(configuration), inputs)
    }

    /// - Returns: nil for a value at fault, which is reported.
    func decode(
        _ node: ResolvedNode, as type: ParameterType, name: String, _ inputs: inout [InputBinding],
        _ problems: inout DiagnosticCollector
    ) -> JSONValue? {
        if problems.isFull { return nil }
        switch (type, node.content) {
        case (_, .invalid): return nil
        case (.optional, .null): return .null
        case (.optional(let wrapped), _): return decode(node, as: wrapped, name: name, &inputs, &problems)
        case (.list(let element, let count), _):
            return list(node, of: element, count: count, name: name, &inputs, &problems)
        case (.artifact(let types), .outputs(let outputs)),
            (.textsOrFile(let types), .outputs(let outputs)):
            return artifact(outputs, types, at: node, name: name, &inputs, &problems)
        case (.file, .string(let text)), (.folder, .string(let text)),
            (.model, .string(let text)), (.textsOrFile, .string(let text)):
            return path(text, at: node, as: type, name: name, &inputs, &problems)
        case (.textsOrFile, .array):
            return decode(node, as: .texts, name: name, &inputs, &problems)
        default:
            if let value = scalar(node, as: type) { return value }
            var suggestion: String?
            if case .choice(let names) = type, case .string(let text) = node.content {
                suggestion = NearName.closest(to: text, among: names)
            }
            report(
                .wrongValue(
                    parameter: name, expectation: type.expectation, found: node.words, suggestion: suggestion),
                at: node, &problems)
            return nil
        }
    }

    /// Values without anything behind them; nil for one that does not fit.
    private func scalar(_ node: ResolvedNode, as type: ParameterType) -> JSONValue? {
        switch (type, node.content) {
        case (.boolean, .bool(let value)): return .bool(value)
        case (.integer(let range), .integer), (.integer(let range), .number):
            guard let value = node.value.intValue, range.contains(value) else { return nil }
            return .integer(Int64(value))
        case (.number(let range, let excludesLower, let excludesUpper), .integer),
            (.number(let range, let excludesLower, let excludesUpper), .number):
            guard let value = node.value.doubleValue,
                NumberRangeRule.holds(
                    value, range, excludesLower: excludesLower, excludesUpper: excludesUpper)
            else { return nil }
            return .number(value)
        case (.string(let length), .string(let text)):
            return text.unicodeScalars.count <= length ? .string(text) : nil
        case (.choice(let names), .string(let text)):
            return names.contains(text) ? .string(text) : nil
        case (.macs, .string(let text)): return MACBudget.parse(text).map { .integer(Int64($0)) }
        case (.budget, .string(let text)): return SpendingBudget.normalized(text)
        case (.macs, .integer), (.macs, .number), (.budget, .integer), (.budget, .number):
            return node.value.doubleValue.flatMap(MACBudget.whole).map { .integer(Int64($0)) }
        default: return nil
        }
    }

    private func list(
        _ node: ResolvedNode, of element: ParameterType, count: ClosedRange<Int>, name: String,
        _ inputs: inout [InputBinding], _ problems: inout DiagnosticCollector
    ) -> JSONValue? {
        let elements: [ResolvedNode]
        switch node.content {
        case .array(let written): elements = written.flatMap(Self.spread)
        // A single output is a list of one, so that a list may start small.
        case .outputs: elements = Self.spread(node)
        default:
            let expectation = ParameterType.list(of: element, count: count).expectation
            report(
                .wrongValue(parameter: name, expectation: expectation, found: node.words, suggestion: nil),
                at: node, &problems)
            return nil
        }
        if let problem = ListCountRule.problem(elements.count, parameter: name, allowed: count) {
            report(problem, at: node, &problems)
            return nil
        }
        var values: [JSONValue] = []
        var isRight = true
        for (index, item) in elements.enumerated() {
            let value = decode(item, as: element, name: "\(name)[\(index)]", &inputs, &problems)
            if let value { values.append(value) } else { isRight = false }
        }
        return isRight ? .array(values) : nil
    }

    /// Each output of a matrix as an element of its own.
    private static func spread(_ node: ResolvedNode) -> [ResolvedNode] {
        guard case .outputs(let outputs) = node.content, outputs.isList else { return [node] }
        return outputs.items.map { item in
            ResolvedNode(
                .outputs(StageOutputs(stage: outputs.stage, items: [item], isList: false)), at: node.range,
                origin: node.origin)
        }
    }

    private func artifact(
        _ outputs: StageOutputs, _ types: [String], at node: ResolvedNode, name: String,
        _ inputs: inout [InputBinding], _ problems: inout DiagnosticCollector
    ) -> JSONValue? {
        guard !outputs.isList, let item = outputs.items.first else {
            report(.listOfOutputs(parameter: name, count: outputs.items.count), at: node, &problems)
            return nil
        }
        if let problem = ArtifactTypeRule.problem(item, parameter: name, expected: types) {
            report(problem, at: node, &problems)
            return nil
        }
        inputs.append(
            InputBinding(
                binding: name, source: .output(stage: item.stage, output: item.output.name), range: node.range
            ))
        return ["$input": .string(name)]
    }

    private func path(
        _ text: String, at node: ResolvedNode, as type: ParameterType, name: String,
        _ inputs: inout [InputBinding], _ problems: inout DiagnosticCollector
    ) -> JSONValue? {
        let source = node.origin.source
        let isPersonal = personalSources.contains(ObjectIdentifier(source))
        // A path is relative to the file that spells it, be that the recipe or one that it extends.
        let folder = isPersonal ? paths.recipeFolder : RecipePaths.folder(of: source.name)
        let expectation: RecipePaths.Expectation =
            switch type {
            case .folder: .folder
            case .model: .either
            default: .file
            }
        let isOfHub = type == .model && text.hasPrefix(ModelHub.prefix)
        let found =
            isOfHub
            ? paths.findInHub(text, parameter: name)
            : paths.find(
                text, parameter: name, in: folder, isNamedByPerson: isPersonal, expecting: expectation)
        switch found {
        case .failure(let problem):
            report(problem, at: node, &problems)
            return nil
        case .success(let path):
            let isFolder = type == .folder || (type == .model && RecipePaths.isFolder(path))
            inputs.append(
                InputBinding(
                    binding: name, source: isFolder ? .folder(path) : .file(path), range: node.range,
                    hubReference: isOfHub ? text : nil))
            return ["$file": .string(name)]
        }
    }

    private func report(
        _ problem: RecipeProblem, at node: ResolvedNode, _ problems: inout DiagnosticCollector
    ) {
        let isElsewhere = node.origin != node.range
        problems.add(
            problem, at: node.range,
            notes: isElsewhere ? [.init(reason: .valueComesFrom, range: node.origin)] : [])
    }
}
