import Foundation
import Layers
import Tensors
import Values

extension LowRankAdapterFile {
    /// Writes an adapter into an existing folder as PEFT does, so that `PeftModel.from_pretrained` reads it:
    /// `adapter_config.json` and `adapter_model.safetensors`. The same adapter gives the same bytes.
    ///
    /// - Parameters:
    ///   - adapter: with the layers that have been built with it; without any there is nothing to write.
    ///   - baseModel: what PEFT shall name as the model that is adapted.
    public static func write(
        _ adapter: LowRankAdapter, to folder: String, baseModel: String? = nil
    ) throws(CheckpointFileError) {
        let layers = adapter.layers.sorted()
        guard !layers.isEmpty else {
            throw CheckpointFileError(
                path: folder,
                problem: .adapter(reason: "the adapter has no layers; build a model with it first"))
        }
        let path = "\(folder)/\(AdapterSettings.fileName)"
        let settings = JSONValue.object(settings(adapter, layers: layers, baseModel: baseModel))
        do {
            try Data(settings.prettyText().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CheckpointFileError(
                path: path, problem: .unreadable("cannot be written: \(error.localizedDescription)"))
        }
        let weights = "\(folder)/adapter_model.safetensors"
        do throws(SafetensorsError) {
            try TensorFile.write(
                adapter.store.values, to: weights, layout: .checkpoint, metadata: ["format": "pt"])
        } catch {
            throw CheckpointFileError(path: weights, problem: .unreadable("\(error.problem)"))
        }
    }

    /// The settings of PEFT's `LoraConfig` that its reader needs.
    private static func settings(
        _ adapter: LowRankAdapter, layers: [String], baseModel: String?
    ) -> [String: JSONValue] {
        var ranks: [String: JSONValue] = [:]
        var alphas: [String: JSONValue] = [:]
        for layer in layers {
            guard let size = adapter.size(of: layer) else { continue }
            if size.rank != adapter.rank { ranks[layer] = .integer(Int64(size.rank)) }
            if size.alpha != adapter.alpha { alphas[layer] = number(size.alpha) }
        }
        var settings: [String: JSONValue] = [
            "peft_type": "LORA", "task_type": .null, "inference_mode": true, "bias": "none",
            "r": .integer(Int64(adapter.rank)), "lora_alpha": number(adapter.alpha), "lora_dropout": 0,
            "use_rslora": false, "use_dora": false, "fan_in_fan_out": false, "modules_to_save": .null,
            "target_modules": .array(layers.map { .string($0) }), "rank_pattern": .object(ranks),
            "alpha_pattern": .object(alphas),
            "base_model_name_or_path": baseModel.map { .string($0) } ?? .null,
        ]
        if !adapter.replacedLayers.isEmpty {
            settings["tweed_replaced_layers"] = .array(adapter.replacedLayers.sorted().map { .string($0) })
        }
        return settings
    }

    private static func number(_ value: Float) -> JSONValue {
        Int64(exactly: value).map { .integer($0) } ?? .number(Double(value))
    }
}
