import Tensors

/// A folder with one model as diffusers, transformers, PEFT or open_clip wrote it: finds its weights as they do.
public struct CheckpointFolder: Sendable {
    public let tree: FileTree

    public init(_ tree: FileTree) { self.tree = tree }

    /// Names of weights in one file and of the index of several, in the order in which they are looked for.
    public static let weightNames: [String] =
        ["model", "diffusion_pytorch_model"].flatMap {
            ["\($0).safetensors", "\($0).safetensors.index.json"]
        } + ["adapter_model.safetensors", "pytorch_lora_weights.safetensors"]
        + ["open_clip_model.safetensors", "open_clip_pytorch_model.safetensors"]
        + ["pytorch_model", "diffusion_pytorch_model"].flatMap { ["\($0).bin", "\($0).bin.index.json"] }
        + ["adapter_model.bin", "pytorch_lora_weights.bin", "open_clip_pytorch_model.bin"]

    /// The name in the tree of the weights, or of their index.
    ///
    /// - Parameter variant: `"fp16"` for `model.fp16.safetensors` and its like; nil for the files without one.
    /// - Returns: nil where there are none, neither with nor without a variant.
    public func weightName(variant: String? = nil) throws(CheckpointFileError) -> String? {
        for name in Self.weightNames {
            for spelled in Self.spelled(name, variant: variant) where tree.path(spelled) != nil {
                return spelled
            }
        }
        let available = variants
        guard available.isEmpty, variant == nil else {
            throw CheckpointFileError(
                path: tree.name, problem: .noVariant(wanted: variant ?? "", available: available))
        }
        return nil
    }

    /// The weights of the model.
    public func weights(
        variant: String? = nil, dictionary: String? = nil
    ) throws(CheckpointFileError) -> CheckpointWeights {
        guard let name = try weightName(variant: variant), let path = tree.path(name) else {
            throw CheckpointFileError(
                path: tree.name, problem: .noWeights(expected: Self.weightNames, found: tree.files))
        }
        guard name.hasSuffix(".json") else {
            return try CheckpointWeights(path: path, dictionary: dictionary)
        }
        return try ShardIndex(path: path).open(in: tree)
    }

    /// Names in the tree of all files of the weights: one, or an index and the shards that it names.
    public func weightFiles(variant: String? = nil) throws(CheckpointFileError) -> [String] {
        guard let name = try weightName(variant: variant), let path = tree.path(name) else {
            throw CheckpointFileError(
                path: tree.name, problem: .noWeights(expected: Self.weightNames, found: tree.files))
        }
        return name.hasSuffix(".json") ? [name] + (try ShardIndex(path: path).files) : [name]
    }

    /// Variants of which there are weights, sorted.
    public var variants: [String] {
        var found: Set<String> = []
        for file in tree.files {
            let parts = file.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            for index in parts.indices.dropFirst().dropLast() {
                let variant = parts[index]
                let isSpelled = Self.weightNames.contains {
                    Self.spelled($0, variant: variant).contains(file)
                }
                if isSpelled { found.insert(variant) }
            }
        }
        return found.sorted()
    }

    /// A variant's name comes before the last part of a file's name; before 2024 some had it before `safetensors` in
    /// the name of an index, too.
    private static func spelled(_ name: String, variant: String?) -> [String] {
        guard let variant else { return [name] }
        let parts = name.split(separator: ".").map(String.init)
        let late = parts.dropLast() + [variant] + parts.suffix(1)
        let early = parts.prefix(1) + [variant] + parts.dropFirst()
        return late == early
            ? [late.joined(separator: ".")] : [late, early].map { $0.joined(separator: ".") }
    }
}
