/// What the name of an array in an adapter's file says: the layer, and which part of its term it is.
struct AdapterKey {
    enum Part: Hashable {
        /// A, `[r, in]` or `[r, in, height, width]`.
        case down
        /// B, `[out, r]` or `[out, r, 1, 1]`.
        case up
        case alpha
    }

    let layout: LowRankAdapterFile.Layout
    /// The model of a pipeline, such as `unet`; nil where the file does not say.
    let component: String?
    /// With dots, as in the model; with underscores in kohya's layout.
    let layer: String
    let part: Part

    private static let endings: [(String, Part)] = [
        (".lora_A.weight", .down), (".lora_B.weight", .up),
        (".lora_A.default.weight", .down), (".lora_B.default.weight", .up),
        (".lora_linear_layer.down.weight", .down), (".lora_linear_layer.up.weight", .up),
        (".lora.down.weight", .down), (".lora.up.weight", .up),
        ("_lora.down.weight", .down), ("_lora.up.weight", .up),
        (".lora_down.weight", .down), (".lora_up.weight", .up),
        (".alpha", .alpha),
    ]

    private static let flatComponents = [
        ("lora_unet_", "unet"), ("lora_te1_", "text_encoder"), ("lora_te2_", "text_encoder_2"),
        ("lora_te_", "text_encoder"), ("lora_transformer_", "transformer"),
    ]

    private static let components = ["unet", "text_encoder", "text_encoder_2", "transformer"]

    /// Nil for a name that is none of an adapter's.
    init?(_ name: String) {
        guard let (ending, part) = Self.endings.first(where: { name.hasSuffix($0.0) }) else { return nil }
        self.part = part
        let rest = String(name.dropLast(ending.count))
        if rest.hasPrefix("base_model.model.") {
            layout = .peft
            component = nil
            layer = String(rest.dropFirst("base_model.model.".count))
        } else if let (prefix, component) = Self.flatComponents.first(where: { rest.hasPrefix($0.0) }) {
            layout = .kohya
            self.component = component
            layer = String(rest.dropFirst(prefix.count))
        } else {
            layout = .diffusers
            component = Self.components.first { rest.hasPrefix($0 + ".") }
            let inner = component.map { String(rest.dropFirst($0.count + 1)) } ?? rest
            layer = Self.today(inner, isText: component?.hasPrefix("text") ?? inner.contains("self_attn."))
        }
        guard !layer.isEmpty else { return nil }
    }

    /// Before 2024 diffusers kept adapters in the attention processors, under names of their own.
    private static func today(_ layer: String, isText: Bool) -> String {
        var parts = layer.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard var last = parts.popLast() else { return layer }
        parts.removeAll { $0 == "processor" }
        if last.hasSuffix("_lora") { last = String(last.dropLast("_lora".count)) }
        let names =
            isText
            ? ["to_q": "q_proj", "to_k": "k_proj", "to_v": "v_proj", "to_out": "out_proj"]
            : ["to_out": "to_out.0"]
        return (parts + [names[last] ?? last]).joined(separator: ".")
    }

    /// The kinds of adapters that are known and not computed, by what their names hold.
    static func unsupportedKind(_ name: String) -> String? {
        let kinds = [
            ("lora_magnitude_vector", "DoRA"), ("dora_scale", "DoRA"), ("hada_", "LoHa"), ("lokr_", "LoKr"),
            ("lora_mid", "a term in three parts (LoCon with CP decomposition)"),
            ("lora_embedding_", "an adapter of an embedding"), ("modules_to_save", "a whole module"),
            ("lora_A.bias", "a bias in the term"), ("lora_B.bias", "a bias in the term"),
        ]
        return kinds.first { name.contains($0.0) }?.1
    }
}
