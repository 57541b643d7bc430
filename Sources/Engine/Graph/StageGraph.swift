/// Stages in an order in which they can run.
public struct StageGraph: Equatable, Sendable {
    /// Each after all that it depends on; else in the order given.
    public let stages: [StageTask]
    private let positions: [String: Int]

    /// - Throws: `EngineError.invalidGraph` with every problem found.
    public init(_ stages: [StageTask]) throws {
        let problems = GraphValidator(stages).problems
        guard problems.isEmpty else { throw EngineError.invalidGraph(problems) }
        self.init(ordering: stages)
    }

    private init(ordering stages: [StageTask]) {
        let byName = Dictionary(stages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var ordered: [StageTask] = []
        var placed: Set<String> = []
        // An explicit stack: a chain of a hundred thousand stages must not overflow the thread's.
        for stage in stages where !placed.contains(stage.name) {
            var stack = [(stage, stage.dependencies[...])]
            placed.insert(stage.name)
            while let (current, rest) = stack.popLast() {
                var remaining = rest
                if let next = remaining.popFirst() {
                    stack.append((current, remaining))
                    if placed.insert(next).inserted {
                        stack.append((byName[next]!, byName[next]!.dependencies[...]))
                    }
                } else {
                    ordered.append(current)
                }
            }
        }
        self.stages = ordered
        positions = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1.name, $0) })
    }

    public subscript(name: String) -> StageTask? { positions[name].map { stages[$0] } }

    /// The graph of these stages and all that they depend on.
    /// - Throws: `EngineError.unknownStage`.
    public func restricted(to names: Set<String>) throws -> StageGraph {
        var wanted: Set<String> = []
        var open: [String] = []
        for name in names.sorted() {
            guard positions[name] != nil else {
                throw EngineError.unknownStage(name, known: stages.map(\.name))
            }
            open.append(name)
        }
        while let name = open.popLast() {
            if wanted.insert(name).inserted { open += self[name]!.dependencies }
        }
        return StageGraph(ordering: stages.filter { wanted.contains($0.name) })
    }
}
