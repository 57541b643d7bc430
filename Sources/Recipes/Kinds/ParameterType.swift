/// What a parameter of a stage kind accepts.
///
/// One description drives the decoder, the JSON Schema and the help text.
public indirect enum ParameterType: Sendable, Hashable {
    case boolean
    case integer(ClosedRange<Int>)
    /// The flags take the bounds themselves out of the range.
    case number(ClosedRange<Double>, excludesLower: Bool = false, excludesUpper: Bool = false)
    /// The length counts Unicode scalars, as JSON Schema does.
    case string(maximumLength: Int)
    case choice([String])
    /// A file of the project, by a path relative to the recipe's folder.
    case file
    /// A list of texts; or a file of the project, as above, that holds them; or a reference to a stage output, which is
    /// one file, of one of these types.
    case textsOrFile(types: [String])
    /// A folder of the project, by a path relative to the recipe's folder.
    case folder
    /// A model: a folder or a file of the project, as above, or a reference to a hub such as `hub:organisation/name`.
    case model
    case list(of: ParameterType, count: ClosedRange<Int>)
    /// A reference to a stage output of one of these artifact types; none listed means any.
    case artifact(types: [String])
    /// A budget of multiply-accumulates such as `"40 GMAC"`, `"1.5 TMAC"` or a plain number, at least 1.
    case macs
    /// The same, or a budget in seconds such as `"2 s"`, or in images such as `"16 images"`.
    case budget
    /// The value or `null`; absent means `null` unless there is another default.
    case optional(ParameterType)
}

extension ParameterType {
    /// What is accepted, worded to follow "must be".
    public var expectation: String {
        switch self {
        case .boolean: "true or false"
        case .integer(let range): "an integer" + Self.words(range.lowerBound, range.upperBound)
        case .number(let range, let excludesLower, let excludesUpper):
            "a number"
                + Self.words(range, excludesLower: excludesLower, excludesUpper: excludesUpper)
        case .string(let length): "a string of at most \(length) characters"
        case .choice(let names): Self.words(choices: names)
        case .file: "the path of a file"
        case .textsOrFile(let types):
            "a list of texts, the path of a file, or \(Self.words(artifactTypes: types))"
        case .folder: "the path of a folder"
        case .model: "the path of a folder or a file, or a model of a hub such as hub:organisation/name"
        case .list(let element, let count):
            "a list of \(Self.words(count: count)), each \(element.expectation)"
        case .artifact(let types): Self.words(artifactTypes: types)
        case .macs: "a budget such as \"40 GMAC\", or a positive number of multiply-accumulates"
        case .budget:
            "a budget such as \"40 GMAC\", \"2 s\" or \"16 images\", or a positive number of multiply-accumulates"
        case .optional(let type): "\(type.expectation), or null"
        }
    }

    /// Most texts in a list within the recipe, and Unicode scalars in each; a file may hold more of them.
    static let maximumTexts = 1000
    static let maximumTextLength = 10_000

    /// The list that `textsOrFile` takes.
    static let texts = ParameterType.list(
        of: .string(maximumLength: maximumTextLength), count: 1...maximumTexts)

    private static func words(_ lower: Int, _ upper: Int) -> String {
        switch (lower == .min, upper == .max) {
        case (true, true): ""
        case (true, false): " of at most \(upper)"
        case (false, true): " of at least \(lower)"
        case (false, false): " from \(lower) to \(upper)"
        }
    }

    private static func words(
        _ range: ClosedRange<Double>, excludesLower: Bool, excludesUpper: Bool
    ) -> String {
        var parts: [String] = []
        if range.lowerBound > -.greatestFiniteMagnitude {
            parts.append((excludesLower ? "above " : "at least ") + NumberText.text(range.lowerBound))
        }
        if range.upperBound < .greatestFiniteMagnitude {
            parts.append((excludesUpper ? "below " : "at most ") + NumberText.text(range.upperBound))
        }
        return parts.isEmpty ? "" : " " + parts.joined(separator: " and ")
    }

    private static func words(choices names: [String]) -> String {
        let quoted = names.map { "\"\($0)\"" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }

    static func words(artifactTypes types: [String]) -> String {
        guard let last = types.last else { return "an output of a stage" }
        let names = types.count == 1 ? last : types.dropLast().joined(separator: ", ") + " or " + last
        return "an output of type \(names), such as \"${stages.NAME}\""
    }

    static func words(count: ClosedRange<Int>) -> String {
        switch (count.lowerBound, count.upperBound) {
        case (let lower, let upper) where lower == upper: "\(lower) " + (lower == 1 ? "item" : "items")
        case (0, .max): "any number of items"
        case (let lower, .max): "at least \(lower) " + (lower == 1 ? "item" : "items")
        case (0, let upper): "at most \(upper) " + (upper == 1 ? "item" : "items")
        case (let lower, let upper): "\(lower) to \(upper) items"
        }
    }

    /// Whether null is accepted, so that the parameter may be left out.
    var isOptional: Bool {
        if case .optional = self { true } else { false }
    }
}
