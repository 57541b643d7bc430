import Tensors
import Values

/// Pairs the arrays of an adapter's file.
struct AdapterReading {
    let layout: LowRankAdapterFile.Layout
    let terms: [LowRankAdapterFile.Term]

    /// A layer of a model of a pipeline.
    private struct Place: Hashable {
        let component: String?
        let layer: String
    }

    init(_ weights: CheckpointWeights, settings: AdapterSettings) throws(CheckpointFileError) {
        func refused(_ reason: String) -> CheckpointFileError {
            CheckpointFileError(path: weights.path, problem: .adapter(reason: reason))
        }
        var parts: [Place: [AdapterKey.Part: StoredTensor]] = [:]
        var found: LowRankAdapterFile.Layout?
        for (name, tensor) in weights.tensors.sorted(by: { $0.key < $1.key }) {
            if let kind = AdapterKey.unsupportedKind(name) {
                throw refused("\(Printable.quoted(name)) belongs to \(kind), which is not supported; LoRA is")
            }
            guard let key = AdapterKey(name) else {
                throw refused("\(Printable.quoted(name)) is no array of a LoRA adapter")
            }
            guard found == nil || found == key.layout else {
                throw refused("\(Printable.quoted(name)) is spelled in another way than the arrays before it")
            }
            found = key.layout
            let place = Place(component: key.component, layer: key.layer)
            guard parts[place, default: [:]].updateValue(tensor, forKey: key.part) == nil else {
                throw refused("\(Printable.quoted(name)) is there twice, under two spellings")
            }
        }
        guard let found else { throw refused("there is no array in the file") }
        let saved = try Self.savedSettings(weights)
        var terms: [LowRankAdapterFile.Term] = []
        for (place, arrays) in parts {
            guard let down = arrays[.down], let up = arrays[.up] else {
                let absent = arrays[.down] == nil ? "A (down)" : "B (up)"
                throw refused("layer \(Printable.quoted(place.layer)): \(absent) is missing")
            }
            let settings = saved[place.component ?? ""] ?? settings
            let rank = try Self.rank(down, up, place.layer, weights.path)
            if let said = settings.rank(of: place.layer), said != rank {
                throw refused(
                    "layer \(Printable.quoted(place.layer)): the rank of its arrays is \(rank), the settings say \(said)"
                )
            }
            var alpha = settings.alpha(of: place.layer)
            if let stored = arrays[.alpha] { alpha = try Self.scalar(stored, weights.path) }
            terms.append(
                LowRankAdapterFile.Term(
                    layer: place.layer, component: place.component, down: down, up: up,
                    scale: settings.scale(rank: rank, alpha: alpha ?? Self.alphaByDefault(rank, settings))))
        }
        layout = found
        self.terms = terms.sorted { ($0.component ?? "", $0.layer) < ($1.component ?? "", $1.layer) }
    }

    /// Where nothing is said about α, the factor is 1.
    private static func alphaByDefault(_ rank: Int, _ settings: AdapterSettings) -> Double {
        settings.isRankStabilized ? Double(rank).squareRoot() : Double(rank)
    }

    private static func rank(
        _ down: StoredTensor, _ up: StoredTensor, _ layer: String, _ path: String
    ) throws(CheckpointFileError) -> Int {
        let fits =
            [2, 4].contains(down.shape.rank) && [2, 4].contains(up.shape.rank)
            && down.shape[0] == up.shape[1] && (1...AdapterSettings.maximumRank).contains(down.shape[0])
            && up.shape.dimensions.dropFirst(2).allSatisfy { $0 == 1 }
        guard fits else {
            throw CheckpointFileError(
                path: path,
                problem: .adapter(
                    reason:
                        "layer \(Printable.quoted(layer)): A \(down.shape) and B \(up.shape) are not [r, in] and "
                        + "[out, r], or [r, in, height, width] and [out, r, 1, 1], with r from 1 to "
                        + "\(AdapterSettings.maximumRank)"))
        }
        for tensor in [down, up] where !SafetensorsFile.floatTypes.contains(tensor.type) {
            throw CheckpointFileError(
                path: path,
                problem: .tensor(name: tensor.name, reason: "elements of type \(tensor.type.rawValue)"))
        }
        return down.shape[0]
    }

    private static func scalar(_ tensor: StoredTensor, _ path: String) throws(CheckpointFileError) -> Double {
        guard tensor.shape.count == 1, let value = try? tensor.tensor(.memory).elements.first,
            value.isFinite
        else {
            throw CheckpointFileError(
                path: path,
                problem: .tensor(
                    name: tensor.name, reason: "α must be one finite number, not \(tensor.shape)"))
        }
        return Double(value)
    }

    /// Newer versions of diffusers put PEFT's settings of each model into the file's texts, as `unet.lora_alpha`.
    private static func savedSettings(
        _ weights: CheckpointWeights
    ) throws(CheckpointFileError) -> [String: AdapterSettings] {
        guard let text = weights.metadata["lora_adapter_metadata"] else { return [:] }
        var objects: [String: [String: JSONValue]] = [:]
        for (key, value) in try CheckpointJSON.object(text.utf8, path: weights.path) {
            let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            objects[parts[0], default: [:]][parts[1]] = value
        }
        var settings: [String: AdapterSettings] = [:]
        for (component, object) in objects {
            settings[component] = try AdapterSettings(object, path: weights.path)
        }
        return settings
    }
}
