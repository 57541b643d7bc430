import Values

/// From a document to stages in the order in which they can run.
struct RecipeBuilder {
    let document: RecipeDocument
    let decoder: ArgumentDecoder

    /// - Returns: nil where the stages have no order; mistakes are reported either way.
    func build(_ problems: inout DiagnosticCollector) -> (params: JSONValue, stages: [RecipeStage])? {
        var resolver = LookupResolver(params: document.params)
        guard document.stages.count <= StagesRule.maximum else { return nil }
        let params = resolver.resolveParams(&problems)
        let table = expand(&resolver, &problems)
        var drafts: [StageDraft] = []
        for declaration in document.stages {
            guard let entry = table[declaration.name] else { continue }
            for instance in entry.instances {
                guard drafts.count < StagesRule.maximum else {
                    problems.add(.tooManyStages(maximum: StagesRule.maximum), at: declaration.nameRange)
                    return nil
                }
                drafts.append(
                    draft(
                        instance, of: declaration, isMatrix: !entry.axes.isEmpty, table, &resolver, &problems)
                )
            }
        }
        guard let order = StageOrder.order(drafts, &problems) else { return nil }
        return (params, order.compactMap { drafts[$0].stage })
    }

    private func expand(
        _ resolver: inout LookupResolver, _ problems: inout DiagnosticCollector
    ) -> StageTable {
        var entries: [StageTable.Entry] = []
        for stage in document.stages {
            let expansion = MatrixExpansion.expand(stage, resolver: &resolver, &problems)
            entries.append(
                StageTable.Entry(
                    name: stage.name, kind: stage.kind, axes: expansion?.axes ?? [],
                    instances: expansion?.instances ?? [], isBroken: expansion == nil))
        }
        return StageTable(entries)
    }

    private func draft(
        _ instance: StageInstance, of declaration: StageDeclaration, isMatrix: Bool, _ table: StageTable,
        _ resolver: inout LookupResolver, _ problems: inout DiagnosticCollector
    ) -> StageDraft {
        let needs = NeedsRule.check(declaration, table, &problems)
        var draft = StageDraft(name: instance.name, range: declaration.nameRange, edges: needs, stage: nil)
        // Under `with` of an unknown kind the references still make edges, so that circles show.
        let scope = LookupResolver.Scope(
            matrix: isMatrix ? instance.values.mapValues(\.node) : nil, stages: table)
        let arguments = declaration.arguments.members.map { member in
            ResolvedStage.Argument(
                name: member.key, nameRange: member.keyRange,
                value: resolver.resolve(member.value, in: scope, &problems))
        }
        for argument in arguments { draft.edges += Self.edges(argument.value) }
        guard let kind = declaration.kind else { return draft }
        let stage = ResolvedStage(
            instance: instance, declaration: declaration, kind: kind, arguments: arguments)
        for rule in StageRules.all { rule.check(stage, &problems) }
        let decoded = decoder.decode(stage, &problems)
        draft.stage = RecipeStage(
            name: instance.name, kind: kind, configuration: decoded.configuration,
            neutral: kind.neutralParameters, inputs: decoded.inputs, after: Self.unique(needs.map(\.target)),
            range: declaration.nameRange)
        return draft
    }

    private static func edges(_ node: ResolvedNode) -> [StageDraft.Edge] {
        switch node.content {
        case .outputs(let outputs): outputs.items.map { .init(target: $0.stage, range: node.range) }
        case .array(let elements): elements.flatMap { edges($0) }
        case .object(let object): object.members.flatMap { edges($0.value) }
        default: []
        }
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
