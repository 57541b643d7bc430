import Values

extension SourceNode {
    /// The tree with one value replaced.
    func applying(_ override: RecipeOverride) throws(RecipeDiagnostic.Failure) -> SourceNode {
        try replacing(override.steps[...], path: [], by: override)
    }

    private func replacing(
        _ steps: ArraySlice<RecipeOverride.Step>, path: [String], by override: RecipeOverride
    ) throws(RecipeDiagnostic.Failure) -> SourceNode {
        guard let step = steps.first else { return override.value }
        let place = SourceRange(override.source, 0..<override.source.bytes.count)
        switch (step, content) {
        case (.name(let name), .object(var object)):
            let isLast = steps.count == 1
            let member = object.member(name)
            if member == nil, !Self.mayCreate(name, isLast: isLast, path: path) {
                let suggestion = NearName.closest(to: name, among: object.members.map(\.key))
                throw .init(
                    .overrideOfUnknown(what: Self.what(path), name: name, suggestion: suggestion), at: place)
            }
            let old = member?.value ?? SourceNode(.object(SourceObject()), at: override.value.range)
            let new = try old.replacing(steps.dropFirst(), path: path + [name], by: override)
            object.set(name, at: member?.keyRange ?? place, to: new)
            return SourceNode(.object(object), at: range)
        case (.index(let index), .array(var elements)):
            let name = path.joined(separator: ".")
            guard elements.indices.contains(index) else {
                throw .init(.overrideIndex(path: name, index: index, count: elements.count), at: place)
            }
            elements[index] = try elements[index].replacing(
                steps.dropFirst(), path: path + ["[\(index)]"], by: override)
            return SourceNode(.array(elements), at: range)
        default:
            let name = path.isEmpty ? "the recipe" : path.joined(separator: ".")
            throw .init(.overrideInsideScalar(path: name, found: words), at: place)
        }
    }

    /// Params and stages must exist, or a slip of the pen would go unnoticed; what may stand under `with`
    /// and in a stage is checked later.
    private static func mayCreate(_ name: String, isLast: Bool, path: [String]) -> Bool {
        if path.first == "params" || path == ["stages"] { return false }
        return isLast || (path.count == 2 && name == "with")
    }

    private static func what(_ path: [String]) -> String {
        switch path {
        case ["stages"]: "stage"
        case ["params"]: "parameter in params"
        default: "key"
        }
    }
}
