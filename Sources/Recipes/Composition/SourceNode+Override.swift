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
        let owner = path.isEmpty ? "the recipe" : path.joined(separator: ".")
        let place = SourceRange(override.source, 0..<override.source.bytes.count)
        switch (step, content) {
        case (.name(let name), .object(var object)):
            let isLast = steps.count == 1
            let member = object.member(name)
            if member == nil, !Self.mayCreate(name, isLast: isLast, path: path) {
                let suggestion = NearName.closest(to: name, among: object.members.map(\.key))
                throw .init(
                    .overrideOfUnknown(name: name, in: owner, suggestion: suggestion), at: place)
            }
            let old = member?.value ?? SourceNode(.object(SourceObject()), at: override.value.range)
            let new = try old.replacing(steps.dropFirst(), path: path + [name], by: override)
            object.set(name, at: member?.keyRange ?? place, to: new)
            return SourceNode(.object(object), at: range)
        case (.index(let index), .array(var elements)):
            guard elements.indices.contains(index) else {
                throw .init(.overrideIndex(path: owner, index: index, count: elements.count), at: place)
            }
            let inner = path.dropLast() + ["\(path.last ?? "")[\(index)]"]
            elements[index] = try elements[index].replacing(
                steps.dropFirst(), path: Array(inner), by: override)
            return SourceNode(.array(elements), at: range)
        default:
            throw .init(.overrideInsideScalar(path: owner, found: words), at: place)
        }
    }

    /// Params and stages must exist, or a slip of the pen would go unnoticed; what may stand under `with`
    /// and in a stage is checked later.
    private static func mayCreate(_ name: String, isLast: Bool, path: [String]) -> Bool {
        if path.first == "params" || path == ["stages"] { return false }
        return isLast || (path.count == 2 && name == "with")
    }
}
