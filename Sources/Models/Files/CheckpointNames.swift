/// Names in checkpoints that the Python libraries changed over time, brought to the ones that the models ask for.
enum CheckpointNames {
    /// The attention of the autoencoder before diffusers 0.15.
    private static let oldAttention = [
        ".query.": ".to_q.", ".key.": ".to_k.", ".value.": ".to_v.", ".proj_attn.": ".to_out.0.",
    ]

    /// An autoencoder's arrays under today's names.
    static func autoencoder<Value>(_ arrays: [String: Value]) -> [String: Value] {
        renamed(arrays) { name in
            guard name.contains(".mid_block.attentions.") else { return name }
            for (old, new) in oldAttention {
                if name.contains(old) { return name.replacing(old, with: new) }
            }
            return name
        }
    }

    /// Whether an array holds the whole numbers from 0 up, which older versions of transformers stored.
    static func isTableOfPositions(_ name: String) -> Bool { name.hasSuffix("embeddings.position_ids") }

    /// A CLIP tower's arrays with the tower's name in front: transformers 5 leaves it out where there is no
    /// projection.
    static func clip<Value>(_ arrays: [String: Value], tower: String) -> [String: Value] {
        let parts = ["embeddings.", "encoder.", "final_layer_norm.", "pre_layrnorm.", "post_layernorm."]
        return renamed(arrays) { name in
            parts.contains { name.hasPrefix($0) } ? "\(tower).\(name)" : name
        }
    }

    private static func renamed<Value>(_ arrays: [String: Value], _ rename: (String) -> String) -> [String:
        Value]
    {
        var result: [String: Value] = [:]
        for (name, value) in arrays { result[rename(name)] = value }
        return result
    }
}
