import Values

extension StageCatalogue {
    /// What is wrong with the descriptions themselves, for a test of whoever writes them: names used twice,
    /// defaults that their own parameters refuse, primary outputs that do not exist.
    public var faults: [String] {
        var faults = Self.repeated(kinds.map(\.name)).map { "kind \($0) is described twice" }
        for kind in kinds {
            faults += Self.repeated(kind.parameters.map(\.name)).map { "\(kind.name): parameter \($0) twice" }
            faults += Self.repeated(kind.outputs.map(\.name)).map { "\(kind.name): output \($0) twice" }
            if let primary = kind.primaryOutput, kind.output(primary) == nil {
                faults.append("\(kind.name): primary output \(primary) does not exist")
            }
            for parameter in kind.parameters {
                if let fault = Self.fault(ofDefault: parameter) { faults.append("\(kind.name): \(fault)") }
            }
        }
        return faults
    }

    private static func repeated(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }
    }

    private static func fault(ofDefault parameter: ParameterDescription) -> String? {
        guard let value = parameter.defaultValue else { return nil }
        let range = SourceRange(SourceText(name: parameter.name, text: ""), 0..<0)
        let decoder = ArgumentDecoder(
            paths: RecipePaths(recipe: "/", permitted: []), personalSources: [])
        var inputs: [InputBinding] = []
        var problems = DiagnosticCollector()
        let node = ResolvedNode(SourceNode(value: value, at: range))
        if decoder.decode(node, as: parameter.type, name: parameter.name, &inputs, &problems) != nil,
            inputs.isEmpty
        {
            return nil
        }
        return
            "the default of \(parameter.name), \(value.canonicalText), is not \(parameter.type.expectation)"
    }
}
