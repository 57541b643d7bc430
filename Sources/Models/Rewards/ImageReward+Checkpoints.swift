import Layers
import Tensors

extension ImageReward {
    /// The reward of a checkpoint's arrays, in the names of `ImageReward.pt`.
    ///
    /// Arrays stay where they are. Two projections of BLIP are in the file and not in the score; they are left out.
    ///
    /// - Returns: the reward, and the store of its weights. An adapted reward is built anew from
    ///   `store.scope.adapted(by:)`.
    public static func load(
        _ arrays: [String: StoredTensor], configuration: Configuration = .v1, isTrainable: Bool = false,
        recomputesLayers: Bool = false
    ) throws(CheckpointError) -> (reward: ImageReward, store: ParameterStore) {
        let arrays = ArrayTarget.arrays(of: StoredModel.withoutPrefix("module.", arrays), targets)
        let (reward, store) = try StoredModel.build(arrays, isTrainable: isTrainable) {
            ImageReward($0, configuration: configuration, recomputesLayers: recomputesLayers)
        }
        return (reward, store)
    }

    private static let unused = ["blip.vision_proj.", "blip.text_proj."]
    private static let blocks = "blip.visual_encoder.blocks."
    private static let partsOfBlock = [
        "norm1.": "layer_norm1.", "norm2.": "layer_norm2.", "attn.proj.": "self_attn.out_proj.",
        "mlp.": "mlp.",
    ]

    /// What becomes of the array of a name; names that are not known stay.
    private static func targets(_ name: String) -> [ArrayTarget] {
        if unused.contains(where: name.hasPrefix) { return [] }
        guard name.hasPrefix(blocks) else { return [ArrayTarget(name: name)] }
        let rest = name.dropFirst(blocks.count)
        let index = rest.prefix { $0 != "." }
        let block = "blip.visual_encoder.layers.\(index)"
        let part = String(rest.dropFirst(index.count + 1))
        switch part {
        case "attn.qkv.weight": return ArrayTarget.attention(block + ".self_attn", "weight")
        case "attn.qkv.bias": return ArrayTarget.attention(block + ".self_attn", "bias")
        default:
            for (old, new) in partsOfBlock where part.hasPrefix(old) {
                return [ArrayTarget(name: "\(block).\(new)\(part.dropFirst(old.count))")]
            }
            return [ArrayTarget(name: name)]
        }
    }
}
