import Values

extension RecipeProblem {
    /// What was found, what was expected, what to do: in words for a person, without place.
    public var message: String {
        syntaxMessage ?? shapeMessage ?? lookupMessage ?? referenceMessage ?? argumentMessage ?? ""
    }

    private var syntaxMessage: String? {
        switch self {
        case .unreadable(_, let reason): reason
        case .fileTooLarge(_, let bytes, let maximum):
            "the file has \(bytes) bytes; at most \(maximum) are read"
        case .unknownFormat: "a recipe's name ends in .json, .yaml or .yml"
        case .json(let error): error.message
        case .yaml(let error): error.message
        case .extendsCircle(let paths): "recipes extend each other in a circle: \(Self.chain(paths))"
        case .extendsTooDeep(let maximum): "more than \(maximum) recipes extend one another"
        case .baseInRegistry(let reference, let reason):
            "the base \(reference.name) of the registry \(reference.host) cannot be had: \(reason)"
        case .unpinnedBase(let text, let pinned):
            "\(Self.quote(text)) is a tag, which may mean another recipe tomorrow; name the digest, "
                + (pinned.map { "which is now \($0)" } ?? "as in HOST/NAME@sha256:..., or the path of a file")
        case .malformedOverride:
            "an override has the form path=value, such as params.seed=8 or stages.search.with.budget=\"80 GMAC\""
        case .overrideOfUnknown(let name, let place, let suggestion):
            "there is no \(Self.quote(name)) in \(place) to override" + Self.hint(suggestion)
        case .overrideInsideScalar(let path, let found):
            "\(path) is \(found), so nothing inside it can be overridden"
        case .overrideIndex(let path, let index, let count):
            "\(path) has \(Self.items(count)); there is no element \(index)"
        case .tooManyProblems(let maximum): "more than \(maximum) problems; the others are not shown"
        default: nil
        }
    }

    private var shapeMessage: String? {
        switch self {
        case .notAnObject(let what, let found): "\(what) must be an object, not \(found)"
        case .wrongShape(let key, let expected, let found):
            "\(Self.quote(key)) must be \(expected), not \(found)"
        case .missingKey(let key, let place): "\(place) needs the key \(Self.quote(key))"
        case .unknownKey(let key, let place, let suggestion):
            "unknown key \(Self.quote(key)) in \(place)" + Self.hint(suggestion)
        case .unsupportedVersion(let found):
            "this recipe asks for version \(found); this program knows version 1: \"tweed\": 1"
        case .badName(let what, let name):
            "\(Self.quote(name)) is no name for \(what); a name has 1 to 64 letters, digits, \"-\" and \"_\", and starts with a letter or digit"
        case .reservedStageName(let name, let use):
            "no stage can be named \(Self.quote(name)): the folder of that name holds \(use); choose another name"
        case .namesDifferOnlyInCase(let name, let other):
            "\(Self.quote(name)) and \(Self.quote(other)) differ only in upper and lower case; some file systems cannot tell them apart"
        case .noStages: "the recipe has no stages"
        case .tooManyStages(let maximum): "the recipe has more than \(maximum) stages"
        case .unknownKind(let name, let suggestion):
            "unknown stage kind \(Self.quote(name))" + Self.hint(suggestion)
        case .emptyMatrix: "a matrix needs at least one axis, each with at least one value"
        case .badMatrixValue(let axis, let found):
            "a value of matrix axis \(Self.quote(axis)) is \(found); values become part of stage names, so they are numbers, true, false or words of letters, digits, \".\", \"-\" and \"_\""
        case .repeatedMatrixValue(let axis, let value):
            "matrix axis \(Self.quote(axis)) has the value \(value) twice"
        case .matrixTooLarge(let count, let maximum):
            "the matrix makes \(count) stages; at most \(maximum) are allowed"
        case .tooManyAxes(let count, let maximum):
            "the matrix has \(count) axes; at most \(maximum) are allowed"
        case .longStageName(let name, let maximum):
            "the matrix makes a stage named \(Self.quote(name)) with \(name.utf8.count) bytes; at most \(maximum) are allowed, since it becomes the name of a folder"
        default: nil
        }
    }

    private var lookupMessage: String? {
        switch self {
        case .malformedLookup(let reason): "\(reason); write \"$${\" for a plain \"${\""
        case .unknownLookupRoot("env", _):
            "recipes have no environment variables, so that they mean the same everywhere; use params and --set"
        case .unknownLookupRoot(let name, let suggestion):
            "look-ups start with params, stages or matrix, not with \(Self.quote(name))"
                + Self.hint(suggestion)
        case .lookupNeedsName(let root): "a name is missing: ${\(root).NAME}"
        case .unknownParam(let name, let suggestion):
            "unknown parameter \(Self.quote(name)) in params" + Self.hint(suggestion)
        case .noSuchMember(let path, let member, let suggestion):
            "\(path) has no member \(Self.quote(member))" + Self.hint(suggestion)
        case .noSuchElement(let path, let index, let count):
            "\(path) has \(Self.items(count)); there is no element \(index)"
        case .circularParams(let names): "params refer to each other in a circle: \(Self.chain(names))"
        case .stageLookupOutsideWith: "stage outputs can be looked up only under \"with\" of a stage"
        case .matrixOutsideMatrixStage: "\"${matrix...}\" has a meaning only in a stage that has a matrix"
        case .unknownMatrixAxis(let name, let suggestion):
            "the matrix has no axis \(Self.quote(name))" + Self.hint(suggestion)
        case .lookupInsideText(let path, let found):
            "${\(path)} is \(found), which cannot be part of a longer string; let it be the whole string"
        case .lookupTooDeep(let maximum): "look-ups and lists nest more than \(maximum) levels deep"
        case .lookupTooLarge(let maximum):
            "look-ups make the recipe larger than \(maximum) values or characters"
        default: nil
        }
    }

    private var referenceMessage: String? {
        switch self {
        case .unknownStage(let name, let suggestion):
            "unknown stage \(Self.quote(name))" + Self.hint(suggestion)
        case .unknownOutput(let stage, let output, let known, let suggestion):
            "stage \(Self.quote(stage)) has no output \(Self.quote(output))"
                + (suggestion == nil ? "; it has \(Self.list(known))" : Self.hint(suggestion))
        case .noPrimaryOutput(let stage, let known) where known.isEmpty:
            "stage \(Self.quote(stage)) hands nothing over; to come after it, name it under \"needs\""
        case .noPrimaryOutput(let stage, let known):
            "stage \(Self.quote(stage)) has several outputs; name one of \(Self.list(known)), such as \"${stages.\(stage).\(known.first ?? "NAME")}\""
        case .needsSelector(let stage, let example):
            "stage \(Self.quote(stage)) is a matrix; choose one, such as \"${stages.\(example)}\", or all, \"${stages.\(stage)[*]}\""
        case .selectorWithoutMatrix(let stage):
            "stage \(Self.quote(stage)) is no matrix; remove the \"[...]\""
        case .unknownSelectorAxis(let stage, let axis, let known, let suggestion):
            "the matrix of stage \(Self.quote(stage)) has no axis \(Self.quote(axis))"
                + (suggestion == nil ? "; it has \(Self.list(known))" : Self.hint(suggestion))
        case .noSuchSelection(let stage, let axis, let value, let known):
            "stage \(Self.quote(stage)) has no \(axis)=\(value); \(axis) is one of \(known.joined(separator: ", "))"
        case .malformedReference(let text):
            "\(Self.quote(text)) is no stage reference; write \"${stages.NAME}\" or \"${stages.NAME.OUTPUT}\""
        case .artifactTypeMismatch(let parameter, let expected, let stage, let output, let type):
            "\(Self.quote(parameter)) must be \(ParameterType.words(artifactTypes: expected)); output \(Self.quote(output)) of stage \(Self.quote(stage)) is of type \(type)"
        case .listOfOutputs(let parameter, let count):
            "\(Self.quote(parameter)) takes one output, not a list of \(count)"
        case .circularStages(let names): "stages wait for each other in a circle: \(Self.chain(names))"
        default: nil
        }
    }

    private var argumentMessage: String? {
        switch self {
        case .unknownParameter(let name, let kind, let suggestion):
            "\(kind) has no parameter \(Self.quote(name))" + Self.hint(suggestion)
        case .missingParameter(let name, let kind, let expectation):
            "\(kind) needs the parameter \(Self.quote(name)): \(expectation)"
        case .wrongValue(let parameter, let expectation, let found, let suggestion):
            "\(Self.quote(parameter)) must be \(expectation), not \(found)" + Self.hint(suggestion)
        case .wrongCount(let parameter, let expectation, let found):
            "\(Self.quote(parameter)) must have \(expectation), not \(found)"
        case .emptyPath(let parameter): "\(Self.quote(parameter)) is an empty path"
        case .absolutePath(let parameter, let path):
            "\(Self.quote(parameter)) is the absolute path \(Self.quote(path)); a path in a recipe is relative to the recipe's folder"
        case .leavesProject(let parameter, let path, let project):
            "\(Self.quote(parameter)): \(Self.quote(path)) lies outside of the project folder \(project)"
        case .linkLeavesProject(let parameter, let path, let target, let project):
            "\(Self.quote(parameter)): \(Self.quote(path)) is a link to \(target), outside of the project folder \(project)"
        case .missingFile(let parameter, let path, let suggestion):
            "\(Self.quote(parameter)): there is no \(Self.quote(path))" + Self.hint(suggestion)
        case .notInHub(let parameter, let reference, let reason):
            "\(Self.quote(parameter)): \(Self.quote(reference)): \(reason)"
        case .notAFile(let parameter, let path):
            "\(Self.quote(parameter)) must be a file; \(Self.quote(path)) is not a regular file"
        case .notAFolder(let parameter, let path):
            "\(Self.quote(parameter)) must be a folder; \(Self.quote(path)) is a file"
        default: nil
        }
    }

    private static func quote(_ text: String) -> String { "\"\(Excerpt.shortened(text))\"" }

    private static func hint(_ suggestion: String?) -> String {
        suggestion.map { "; did you mean \"\($0)\"?" } ?? ""
    }

    private static func chain(_ names: [String]) -> String { names.joined(separator: " -> ") }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private static func items(_ count: Int) -> String { count == 1 ? "1 element" : "\(count) elements" }
}

extension RecipeDiagnostic.Note {
    /// What is to be seen there.
    public var message: String {
        switch reason {
        case .valueComesFrom: "the value comes from here"
        case .firstStandsHere: "it stands here first"
        case .opensHere: "it opens here"
        case .dependsHere(let stage, let other): "\"\(stage)\" waits for \"\(other)\" here"
        }
    }
}
