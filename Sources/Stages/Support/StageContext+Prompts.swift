import Engine
import Recipes
import Values

extension ParameterType {
    /// A list of prompts: texts, a file of the project, or what a stage of the kind `prompts` chose.
    static let prompts = ParameterType.textsOrFile(types: [ArtifactType.prompts])
}

extension StageContext {
    /// The prompts of a parameter of the type `prompts`.
    ///
    /// - Parameters:
    ///   - limit: only so many from the top.
    ///   - areOfWorld: whether each must be a caption of the embedded world.
    func prompts(_ parameter: String, limit: Int? = nil, areOfWorld: Bool) throws -> Prompts {
        try Prompts(
            Array(promptLines(parameter).prefix(limit ?? .max)), name: promptsName(parameter),
            areOfWorld: areOfWorld)
    }

    /// The lines of a parameter of the type `prompts`; texts within the recipe are numbered from 1.
    func promptLines(_ parameter: String) throws -> [PromptLines.Line] { try promptList(parameter).lines }

    /// As `promptLines`, with what the list held beside them.
    func promptList(_ parameter: String) throws -> PromptLines {
        guard case .array = try value(parameter) else {
            return try PromptLines(path: file(parameter), name: promptsName(parameter))
        }
        return try PromptLines(texts: strings(parameter), name: promptsName(parameter))
    }

    /// What to call a list of prompts in errors: where the store keeps it tells a person nothing.
    func promptsName(_ parameter: String) throws -> String {
        if case .array = try value(parameter) { return parameter }
        if let stage = request.origins[parameter]?.stage { return "prompts of stage \(stage)" }
        return try file(parameter)
    }
}
