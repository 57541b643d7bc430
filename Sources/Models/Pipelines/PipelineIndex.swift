import Foundation

/// `model_index.json`: which pipeline a folder holds, and the class of each part.
struct PipelineIndex: Decodable {
    /// The kinds of pipeline that are written here.
    enum Kind: String, CaseIterable {
        case stableDiffusion = "StableDiffusionPipeline"
        case stableDiffusionXL = "StableDiffusionXLPipeline"

        var textEncoders: [String] {
            self == .stableDiffusion ? ["text_encoder"] : ["text_encoder", "text_encoder_2"]
        }
    }

    let pipeline: String
    /// Class of each part that is there.
    let classes: [String: String]
    /// Whether no prompt is zeros and not an empty text.
    let zeroesEmptyPrompt: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: SettingKey.self)
        pipeline = try container.decodeIfPresent(String.self, forKey: "_class_name") ?? "unknown"
        zeroesEmptyPrompt =
            try container.decodeIfPresent(Bool.self, forKey: "force_zeros_for_empty_prompt")
            ?? (pipeline == Kind.stableDiffusionXL.rawValue)
        var classes: [String: String] = [:]
        for key in container.allKeys {
            // Library and class; [null, null] for a part that was left out. Anything else is a setting.
            guard let pair = try? container.decode([String?].self, forKey: key), pair.count == 2 else {
                continue
            }
            classes[key.stringValue] = pair[1]
        }
        self.classes = classes
    }

    /// Reads the index of a folder and the kind of its pipeline.
    static func read(_ path: String) throws(PipelineError) -> (index: PipelineIndex, kind: Kind) {
        let data: Data
        do throws(SmallFileError) {
            data = try SmallFile.read(path)
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
        guard let index = try? JSONDecoder().decode(PipelineIndex.self, from: data) else {
            throw .unreadable(path: path, reason: "is not an object of JSON with the parts of a pipeline")
        }
        guard let kind = Kind(rawValue: index.pipeline) else {
            throw .architecture(
                path: path, found: index.pipeline, supported: Kind.allCases.map(\.rawValue))
        }
        for part in ["unet", "vae", "scheduler"] + kind.textEncoders where index.classes[part] == nil {
            throw .missing(path: path, component: part)
        }
        return (index, kind)
    }
}
