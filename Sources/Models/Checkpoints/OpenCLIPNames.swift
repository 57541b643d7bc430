/// The names of open_clip (and of OpenAI's own files), brought to those of transformers: one implementation of CLIP
/// serves both.
enum OpenCLIPNames {
    /// Whether arrays of these names come from open_clip.
    static func areUsed(in names: some Sequence<String>) -> Bool { names.contains("visual.conv1.weight") }

    /// Names that differ; the last part, `weight` or `bias`, stays where the name here ends with a full stop.
    private static let parts = [
        "visual.conv1.": "vision_model.embeddings.patch_embedding.",
        "visual.ln_pre.": "vision_model.pre_layrnorm.",
        "visual.ln_post.": "vision_model.post_layernorm.",
        "token_embedding.": "text_model.embeddings.token_embedding.",
        "ln_final.": "text_model.final_layer_norm.",
    ]

    private static let wholes = [
        "visual.class_embedding": ArrayTarget(name: "vision_model.embeddings.class_embedding"),
        "visual.positional_embedding": ArrayTarget(
            name: "vision_model.embeddings.position_embedding.weight"),
        "positional_embedding": ArrayTarget(name: "text_model.embeddings.position_embedding.weight"),
        // Multiplied from the right there, as the weights of linear layers are here.
        "visual.proj": ArrayTarget(name: "visual_projection.weight", form: .transposed),
        "text_projection": ArrayTarget(name: "text_projection.weight", form: .transposed),
    ]

    private static let blocks = [
        "visual.transformer.resblocks.": "vision_model.encoder.layers.",
        "transformer.resblocks.": "text_model.encoder.layers.",
    ]

    private static let partsOfBlock = [
        "ln_1.": "layer_norm1.", "ln_2.": "layer_norm2.", "attn.out_proj.": "self_attn.out_proj.",
        "mlp.c_fc.": "mlp.fc1.", "mlp.c_proj.": "mlp.fc2.",
    ]

    /// Sizes that OpenAI's files store beside the weights, and the mask of causal attention.
    private static let unused: Set<String> = [
        "input_resolution", "context_length", "vocab_size", "attn_mask",
    ]

    /// What becomes of the array of a name; names that are not known stay.
    static func targets(_ name: String) -> [ArrayTarget] {
        if unused.contains(name) { return [] }
        if let target = wholes[name] { return [target] }
        for (old, new) in parts where name.hasPrefix(old) {
            return [ArrayTarget(name: new + name.dropFirst(old.count))]
        }
        for (old, new) in blocks where name.hasPrefix(old) {
            let rest = name.dropFirst(old.count)
            let index = rest.prefix { $0 != "." }
            return inBlock(new + index, String(rest.dropFirst(index.count + 1)))
                ?? [ArrayTarget(name: name)]
        }
        return [ArrayTarget(name: name)]
    }

    private static func inBlock(_ block: String, _ name: String) -> [ArrayTarget]? {
        switch name {
        case "attn.in_proj_weight": return ArrayTarget.attention(block + ".self_attn", "weight")
        case "attn.in_proj_bias": return ArrayTarget.attention(block + ".self_attn", "bias")
        default:
            for (old, new) in partsOfBlock where name.hasPrefix(old) {
                return [ArrayTarget(name: "\(block).\(new)\(name.dropFirst(old.count))")]
            }
            return nil
        }
    }
}
