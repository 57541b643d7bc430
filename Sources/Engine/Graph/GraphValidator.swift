import Values

/// Finds everything that is wrong with a list of stages, in one go.
struct GraphValidator {
    let stages: [StageTask]
    private let byName: [String: StageTask]

    init(_ stages: [StageTask]) {
        self.stages = stages
        byName = Dictionary(stages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    var problems: [GraphProblem] {
        var problems = duplicates()
        for stage in stages {
            problems += nameProblems(stage) + referenceProblems(stage) + bindingProblems(stage)
        }
        // Cycles make sense only among stages that exist.
        return problems.isEmpty ? cycle().map { [.cycle($0)] } ?? [] : problems
    }

    private func duplicates() -> [GraphProblem] {
        var seen: Set<String> = []
        return stages.filter { !seen.insert($0.name).inserted }.map { .duplicateStage($0.name) }
    }

    private func nameProblems(_ stage: StageTask) -> [GraphProblem] {
        var problems: [GraphProblem] = []
        // Both become file names in the outputs folder; a leading dot is kept for the engine's own.
        if !Paths.isComponent(stage.name) || stage.name.hasPrefix(".") {
            problems.append(.unusableStageName(stage.name))
        }
        if stage.outputs.isEmpty { problems.append(.noOutputs(stage: stage.name)) }
        var seen: Set<String> = []
        for output in stage.outputs {
            if !Paths.isComponent(output) || output.hasPrefix(".") {
                problems.append(.unusableOutputName(stage: stage.name, output: output))
            }
            if !seen.insert(output).inserted {
                problems.append(.duplicateOutput(stage: stage.name, output: output))
            }
        }
        return problems
    }

    private func referenceProblems(_ stage: StageTask) -> [GraphProblem] {
        var problems: [GraphProblem] = []
        for name in stage.after where byName[name] == nil {
            problems.append(.unknownStage(name, neededBy: stage.name))
        }
        for (_, source) in stage.inputs.sorted(by: { $0.key < $1.key }) {
            guard case .output(let name, let output) = source else { continue }
            guard let other = byName[name] else {
                problems.append(.unknownStage(name, neededBy: stage.name))
                continue
            }
            if !other.outputs.contains(output) {
                problems.append(.unknownOutput(stage: name, output: output, neededBy: stage.name))
            }
        }
        return problems
    }

    private func bindingProblems(_ stage: StageTask) -> [GraphProblem] {
        var bindings: Set<String> = []
        Self.collectBindings(stage.configuration, into: &bindings)
        return bindings.subtracting(stage.inputs.keys).sorted()
            .map { .unboundInput(stage: stage.name, binding: $0) }
    }

    private static func collectBindings(_ value: JSONValue, into bindings: inout Set<String>) {
        switch value {
        case .object(let fields):
            if fields.count == 1, let (key, inner) = fields.first, key == "$input" || key == "$file",
                case .string(let binding) = inner
            {
                bindings.insert(binding)
            }
            for inner in fields.values { collectBindings(inner, into: &bindings) }
        case .array(let values):
            for inner in values { collectBindings(inner, into: &bindings) }
        default: break
        }
    }

    /// Walks with a stack of its own; the stack is the path that closes the cycle.
    private func cycle() -> [String]? {
        var finished: Set<String> = []
        for start in stages where !finished.contains(start.name) {
            var path = [(name: start.name, remaining: start.dependencies[...])]
            var onPath: Set<String> = [start.name]
            while !path.isEmpty {
                guard let next = path[path.count - 1].remaining.popFirst() else {
                    let done = path.removeLast().name
                    onPath.remove(done)
                    finished.insert(done)
                    continue
                }
                if onPath.contains(next) {
                    let names = path.map(\.name)
                    return names[names.firstIndex(of: next)!...].reversed()
                }
                if !finished.contains(next) {
                    path.append((next, byName[next]!.dependencies[...]))
                    onPath.insert(next)
                }
            }
        }
        return nil
    }
}
