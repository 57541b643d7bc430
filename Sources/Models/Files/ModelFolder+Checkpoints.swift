import Checkpoints
import Layers
import Tensors

/// Folders that diffusers and transformers wrote.
extension ModelFolder {
    /// The U-Net, frozen, with the store of its weights.
    ///
    /// - Parameter adapter: low-rank terms to add to its weights.
    public func unet(adapter: AdapterChoice? = nil) throws -> (
        model: UNet2DConditionModel, store: ParameterStore
    ) {
        let (model, store, _) = try adaptedUNet(by: adapter)
        return (model, store)
    }

    /// As `unet`, with the adapter as it was fitted to its layers.
    func adaptedUNet(
        by adapter: AdapterChoice?
    ) throws -> (model: UNet2DConditionModel, store: ParameterStore, adapter: LowRankAdapter?) {
        let configuration = try configuration(
            UNet2DConditionModel.Configuration.self, class: [UNet2DConditionModel.architecture])
        return try buildAdapted(by: adapter) { UNet2DConditionModel($0, configuration: configuration) }
    }

    /// The autoencoder, frozen, with the store of its weights.
    public func autoencoder() throws -> (model: AutoencoderKL, store: ParameterStore) {
        let configuration = try configuration(
            AutoencoderKL.Configuration.self, class: [AutoencoderKL.architecture])
        return try build(renaming: CheckpointNames.autoencoder) {
            AutoencoderKL($0, configuration: configuration)
        }
    }

    /// The small autoencoder, frozen, with the store of its weights.
    public func tinyAutoencoder() throws -> (model: AutoencoderTiny, store: ParameterStore) {
        let configuration = try configuration(
            AutoencoderTiny.Configuration.self, class: [AutoencoderTiny.architecture])
        return try build { AutoencoderTiny($0, configuration: configuration) }
    }

    /// The picture tower of CLIP, frozen, with the store of its weights.
    public func clipVision() throws -> (model: CLIPVisionModel, store: ParameterStore) {
        let configuration = try configuration(
            CLIPVisionModel.Configuration.self, class: Self.towers(CLIPVisionModel.architecture))
        return try build(
            renaming: { CheckpointNames.clip($0, tower: "vision_model") },
            { CLIPVisionModel($0, configuration: configuration) })
    }

    /// The text tower of CLIP, frozen, with the store of its weights.
    ///
    /// - Parameter adapter: low-rank terms to add to its weights.
    public func clipText(adapter: AdapterChoice? = nil) throws -> (
        model: CLIPTextModel, store: ParameterStore
    ) {
        let configuration = try configuration(
            CLIPTextModel.Configuration.self, class: Self.towers(CLIPTextModel.architecture))
        return try build(
            renaming: { CheckpointNames.clip($0, tower: "text_model") }, adapter: adapter,
            { CLIPTextModel($0, configuration: configuration) })
    }

    private static func towers(_ name: String) -> [String] {
        [false, true].map { CLIPTower.architecture(name, isProjected: $0) }
    }

    /// The Python class that wrote the folder: diffusers calls it `_class_name`, transformers `architectures`.
    private struct PythonClass: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            let settings = try SettingReader(decoder, architecture: "")
            name =
                try settings.value("_class_name", as: String.self)
                ?? settings.value("architectures", as: [String].self)?.first ?? "unknown"
        }
    }

    private func configuration<Configuration: ModelConfiguration>(
        _ type: Configuration.Type, class expected: [String]
    ) throws -> Configuration {
        let found = try read(PythonClass.self).name
        guard expected.contains(found) else {
            throw ModelFolderError.wrongArchitecture(
                path: configurationPath, found: found, expected: expected)
        }
        return try sized(type)
    }
}
