import Values

extension LookupResolver {
    /// `stages.NAME`, `stages.NAME.OUTPUT`, either with `[axis=value]` or `[*]` after the name.
    mutating func stageOutputs(
        _ path: LookupPath, at range: SourceRange, table: StageTable, in scope: Scope, depth: Int,
        _ problems: inout DiagnosticCollector
    ) -> ResolvedNode {
        let failed = ResolvedNode(.invalid, at: range)
        guard case .name(let name) = path.steps.first else {
            problems.add(.lookupNeedsName(root: "stages"), at: range)
            return failed
        }
        guard let entry = table[name] else {
            problems.add(.unknownStage(name, suggestion: table.suggestion(for: name)), at: range)
            return failed
        }
        var rest = path.steps.dropFirst()
        var bracket: LookupPath.Step?
        if let step = rest.first {
            switch step {
            case .all, .selection: (bracket, rest) = (step, rest.dropFirst())
            case .name, .index: break
            }
        }
        var outputName: String?
        if case .name(let name) = rest.first { (outputName, rest) = (name, rest.dropFirst()) }
        guard rest.isEmpty else {
            problems.add(.malformedReference("${\(path.text)}"), at: range)
            return failed
        }
        // What is wrong with the stage itself has been reported where it stands.
        guard !entry.isBroken, let kind = entry.kind else { return failed }
        guard
            let (instances, isList) = select(
                bracket, of: entry, at: range, in: scope, depth: depth, &problems),
            let output = output(outputName, of: kind, stage: name, at: range, &problems)
        else { return failed }
        // Each reference to a whole matrix is a list of its own.
        guard grow(by: instances.count, at: range, &problems) else { return failed }
        let items = instances.map { StageOutputs.Item(stage: $0.name, output: output) }
        return ResolvedNode(.outputs(StageOutputs(stage: name, items: items, isList: isList)), at: range)
    }

    private func output(
        _ name: String?, of kind: StageKindDescription, stage: String, at range: SourceRange,
        _ problems: inout DiagnosticCollector
    ) -> OutputDescription? {
        let known = kind.outputs.map(\.name)
        if let name {
            if let output = kind.output(name) { return output }
            let suggestion = NearName.closest(to: name, among: known)
            problems.add(
                .unknownOutput(stage: stage, output: name, known: known, suggestion: suggestion), at: range)
        } else {
            if let output = kind.primaryOutput.flatMap({ kind.output($0) }) { return output }
            problems.add(.noPrimaryOutput(stage: stage, known: known), at: range)
        }
        return nil
    }

    private mutating func select(
        _ bracket: LookupPath.Step?, of entry: StageTable.Entry, at range: SourceRange, in scope: Scope,
        depth: Int, _ problems: inout DiagnosticCollector
    ) -> (instances: [StageInstance], isList: Bool)? {
        guard let bracket else {
            if entry.axes.isEmpty { return (entry.instances, false) }
            let example = entry.instances.first?.name ?? entry.name
            problems.add(.needsSelector(stage: entry.name, example: example), at: range)
            return nil
        }
        guard !entry.axes.isEmpty else {
            problems.add(.selectorWithoutMatrix(stage: entry.name), at: range)
            return nil
        }
        guard case .selection(let selectors) = bracket else { return (entry.instances, true) }
        var wanted: [String: String] = [:]
        for selector in selectors {
            guard let axis = entry.axes.first(where: { $0.name == selector.axis }) else {
                let known = entry.axes.map(\.name)
                problems.add(
                    .unknownSelectorAxis(
                        stage: entry.name, axis: selector.axis, known: known,
                        suggestion: NearName.closest(to: selector.axis, among: known)), at: range)
                return nil
            }
            // A node of its own, for the place of the whole reference.
            let node = SourceNode(.null, at: range)
            guard let text = join(selector.value, of: node, in: scope, depth: depth + 1, &problems) else {
                return nil
            }
            guard let value = axis.value(written: text) else {
                problems.add(
                    .noSuchSelection(
                        stage: entry.name, axis: axis.name, value: Excerpt.shortened(text),
                        known: axis.values.map(\.text)), at: range)
                return nil
            }
            wanted[axis.name] = value.text
        }
        let chosen = entry.instances.filter { instance in
            wanted.allSatisfy { axis, text in instance.values[axis]?.text == text }
        }
        return (chosen, wanted.count < entry.axes.count)
    }
}
