import Values

/// A recipe's tree with its parts at hand. Parts of the wrong shape are missing here; the rules report them.
struct RecipeDocument {
    let root: SourceNode
    let object: SourceObject
    let stages: [StageDeclaration]
    let catalogue: StageCatalogue

    init(_ root: SourceNode, catalogue: StageCatalogue) {
        self.root = root
        self.catalogue = catalogue
        object = root.objectValue ?? SourceObject()
        let members = object["stages"]?.objectValue?.members ?? []
        stages = members.map { StageDeclaration($0, catalogue: catalogue) }
    }

    /// Where the recipe starts, to point at when something is missing.
    var opening: SourceRange {
        let start = root.range.offsets.lowerBound
        return SourceRange(root.range.source, start..<(start + 1))
    }

    var params: SourceObject { object["params"]?.objectValue ?? SourceObject() }
}

/// One entry of `stages`.
struct StageDeclaration {
    let name: String
    let nameRange: SourceRange
    let node: SourceNode
    let object: SourceObject
    /// Nil for an unknown kind.
    let kind: StageKindDescription?
    /// What stands under `with`.
    let arguments: SourceObject
    /// What stands under `needs`, a single name being a list of one.
    let needs: [SourceNode]

    init(_ member: SourceObject.Member, catalogue: StageCatalogue) {
        name = member.key
        nameRange = member.keyRange
        node = member.value
        object = member.value.objectValue ?? SourceObject()
        kind = object["uses"]?.stringValue.flatMap { catalogue[$0] }
        arguments = object["with"]?.objectValue ?? SourceObject()
        switch object["needs"]?.content {
        case .array(let names): needs = names
        case .string: needs = object["needs"].map { [$0] } ?? []
        default: needs = []
        }
    }
}
