import Engine
import Recipes

extension ParameterType {
    /// A list of prompts: a file of the project, or what a stage of the kind `prompts` chose.
    static let prompts = ParameterType.fileOrArtifact(types: [ArtifactType.prompts])
}

extension StageContext {
    /// The captions of a parameter of the type `prompts`.
    /// - Parameter limit: only so many from the top.
    func prompts(_ parameter: String, limit: Int? = nil) throws -> Prompts {
        try Prompts(path: file(parameter), name: promptsName(parameter), limit: limit)
    }

    /// What to call a list of prompts in errors: where the store keeps it tells a person nothing.
    /// - Returns: nil for a file of the project, which its path names.
    func promptsName(_ parameter: String) -> String? {
        request.origins[parameter].map { "prompts of stage \($0.stage)" }
    }
}
