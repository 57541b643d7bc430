/// What a file of a repository is, by its name.
enum HubFileRole: Hashable {
    struct Weights: Hashable {
        /// Whether it is of safetensors, which can hold no program.
        var isSafe: Bool
        /// Whether it only says in which files the weights are.
        var isIndex: Bool
        /// Such as `fp16`.
        var variant: String?
    }

    /// Settings and tokenizers.
    case text
    case weights(Weights)
    /// Pictures, other frameworks' weights, and the like.
    case other

    private static let textEndings: Set<Substring> = ["json", "txt", "model"]
    private static let safeEnding: Substring = "safetensors"
    private static let pickleEndings: Set<Substring> = ["bin", "pt", "pth", "ckpt"]
    /// Names that diffusers, transformers, PEFT and open_clip give to weights: only of these have variants.
    private static let stems = [
        "model", "diffusion_pytorch_model", "pytorch_model", "adapter_model", "pytorch_lora_weights",
        "open_clip_model", "open_clip_pytorch_model",
    ]

    init(_ name: String) {
        let parts = name.split(separator: ".")
        guard parts.count > 1, let ending = parts.last else {
            self = .other
            return
        }
        let isIndex = ending == "json" && parts.contains("index")
        let formats = isIndex ? Array(parts) : [ending]
        if formats.contains(Self.safeEnding) {
            self = .weights(Weights(isSafe: true, isIndex: isIndex, variant: Self.variant(name)))
        } else if formats.contains(where: Self.pickleEndings.contains) {
            self = .weights(Weights(isSafe: false, isIndex: isIndex, variant: Self.variant(name)))
        } else {
            self = Self.textEndings.contains(ending) ? .text : .other
        }
    }

    /// `fp16` of `model.fp16.safetensors`, `model.fp16-00001-of-00002.safetensors`,
    /// `model-00001-of-00002.fp16.safetensors`, `model.safetensors.index.fp16.json`; nil of names without one.
    private static func variant(_ name: String) -> String? {
        let stem = stems.first { name.hasPrefix($0 + ".") || name.hasPrefix($0 + "-") }
        guard let stem else { return nil }
        let rest = name.dropFirst(stem.count).split(separator: ".").map(withoutShard)
        let known = pickleEndings.union([safeEnding, "index", "json", ""])
        let variant = rest.filter { !known.contains($0) }.joined(separator: ".")
        return variant.isEmpty ? nil : variant
    }

    /// Without `-00001-of-00002` at the end.
    private static func withoutShard(_ part: Substring) -> Substring {
        let words = part.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count >= 4, words[words.count - 2] == "of",
            [words[words.count - 3], words[words.count - 1]]
                .allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return part }
        return part.dropLast(words.suffix(3).joined(separator: "-").count + 1)
    }
}
