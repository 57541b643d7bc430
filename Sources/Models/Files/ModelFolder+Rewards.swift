import Layers
import Tensors

/// Folders of rewards that transformers wrote.
extension ModelFolder {
    /// Both towers of CLIP (CLIP score, PickScore), frozen, with the store of their weights.
    public func clip() throws -> (model: CLIPModel, store: ParameterStore) {
        let configuration = try sized(CLIPModel.Configuration.self)
        return try build(renaming: CLIPModel.transformersArrays) {
            CLIPModel($0, configuration: configuration)
        }
    }
}
