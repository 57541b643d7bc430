import Values

/// What can be wrong with a recipe, as facts; `message` words them.
public enum RecipeProblem: Error, Sendable, Hashable {
    // Files and syntax.
    case unreadable(path: String, reason: String)
    case fileTooLarge(path: String, bytes: Int, maximum: Int)
    case unknownFormat(path: String)
    case json(JSONSyntaxError)
    case yaml(YAMLSyntaxError)

    // Composition.
    case extendsCircle(paths: [String])
    case extendsTooDeep(maximum: Int)
    case baseInRegistry(RegistryReference, reason: String)
    /// `pinned`: the reference by digest that it stands for now, where that is known.
    case unpinnedBase(String, pinned: String?)
    case malformedOverride
    case overrideOfUnknown(name: String, in: String, suggestion: String?)
    case overrideInsideScalar(path: String, found: String)
    case overrideIndex(path: String, index: Int, count: Int)

    // Shape of the document.
    case notAnObject(what: String, found: String)
    case wrongShape(key: String, expected: String, found: String)
    case missingKey(String, in: String)
    case unknownKey(String, in: String, suggestion: String?)
    case unsupportedVersion(found: String)
    case badName(what: String, name: String)
    case reservedStageName(String, use: String)
    case namesDifferOnlyInCase(String, String)
    case noStages
    case tooManyStages(maximum: Int)
    case unknownKind(String, suggestion: String?)

    // Matrix.
    case emptyMatrix
    case badMatrixValue(axis: String, found: String)
    case repeatedMatrixValue(axis: String, value: String)
    case matrixTooLarge(count: Int, maximum: Int)
    case tooManyAxes(count: Int, maximum: Int)
    case longStageName(String, maximum: Int)

    // Look-ups.
    case malformedLookup(String)
    case unknownLookupRoot(String, suggestion: String?)
    case lookupNeedsName(root: String)
    case unknownParam(String, suggestion: String?)
    case noSuchMember(path: String, member: String, suggestion: String?)
    case noSuchElement(path: String, index: Int, count: Int)
    case circularParams([String])
    case stageLookupOutsideWith
    case matrixOutsideMatrixStage
    case unknownMatrixAxis(String, suggestion: String?)
    case lookupInsideText(path: String, found: String)
    case lookupTooDeep(maximum: Int)
    case lookupTooLarge(maximum: Int)

    // References.
    case unknownStage(String, suggestion: String?)
    case unknownOutput(stage: String, output: String, known: [String], suggestion: String?)
    case noPrimaryOutput(stage: String, known: [String])
    case needsSelector(stage: String, example: String)
    case selectorWithoutMatrix(stage: String)
    case unknownSelectorAxis(stage: String, axis: String, known: [String], suggestion: String?)
    case noSuchSelection(stage: String, axis: String, value: String, known: [String])
    case malformedReference(String)
    case artifactTypeMismatch(
        parameter: String, expected: [String], stage: String, output: String, type: String)
    case listOfOutputs(parameter: String, count: Int)
    case circularStages([String])

    // Arguments.
    case unknownParameter(String, kind: String, suggestion: String?)
    case missingParameter(String, kind: String, expectation: String)
    case wrongValue(parameter: String, expectation: String, found: String, suggestion: String?)
    case wrongCount(parameter: String, expectation: String, found: Int)

    // Paths.
    case emptyPath(parameter: String)
    case absolutePath(parameter: String, path: String)
    case leavesProject(parameter: String, path: String, project: String)
    case linkLeavesProject(parameter: String, path: String, target: String, project: String)
    case missingFile(parameter: String, path: String, suggestion: String?)
    case notInHub(parameter: String, reference: String, reason: String)
    case notAFile(parameter: String, path: String)
    case notAFolder(parameter: String, path: String)

    case tooManyProblems(maximum: Int)
}
