import Layers
import Tensors
import Values

/// A LoRA adapter as PEFT, diffusers or kohya's scripts saved it: for each layer A, B and the factor of B A.
///
///     let file = try LowRankAdapterFile(FileTree(folder: "adapters/style"))
///     let adapter = try file.adapter(for: shapes, component: "unet")
///     let unet = UNet2DConditionModel(store.scope.adapted(by: adapter), configuration: configuration)
public struct LowRankAdapterFile: Sendable {
    public enum Layout: String, Sendable {
        /// `adapter_config.json` and `base_model.model.<layer>.lora_A.weight`
        case peft
        /// `unet.<layer>.lora_A.weight`, and the older spellings of diffusers.
        case diffusers
        /// `lora_unet_<layer with underscores>.lora_down.weight`
        case kohya
    }

    /// B A · scale of one layer.
    public struct Term: Sendable {
        /// The layer's name in the file; with underscores for dots in kohya's layout.
        public let layer: String
        /// The model of a pipeline, such as `unet`; nil where the file is about one model.
        public let component: String?
        /// A: `[r, in]`, or `[r, in, height, width]`.
        public let down: StoredTensor
        /// B: `[out, r]`, or `[out, r, 1, 1]`.
        public let up: StoredTensor
        /// α/r, or α/√r.
        public let scale: Double

        public var rank: Int { down.shape[0] }
    }

    /// The file of the matrices.
    public let path: String
    public let layout: Layout
    /// Sorted by component and layer.
    public let terms: [Term]
    /// Layers whose base weight is left out; Tweed's own, see `LowRankAdapter`.
    public let replacedLayers: Set<String>
    /// What `adapter_config.json` names as targets.
    public let targets: [String]

    /// The models of a pipeline that the file has terms for, sorted; empty where it does not say.
    public var components: [String] { Set(terms.compactMap(\.component)).sorted() }

    /// The adapter of a folder.
    public init(_ tree: FileTree) throws(CheckpointFileError) {
        var settings = AdapterSettings()
        if let path = tree.path(AdapterSettings.fileName) {
            settings = try AdapterSettings(CheckpointJSON.object(path: path), path: path)
        }
        try self.init(CheckpointFolder(tree).weights(), settings: settings)
    }

    /// The adapter of one file: of diffusers or kohya, or of PEFT, whose settings then lie beside it.
    public init(path: String) throws(CheckpointFileError) {
        var settings = AdapterSettings()
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let weights = try CheckpointWeights(path: path)
        if weights.tensors.keys.contains(where: { $0.hasPrefix(LowRankAdapter.prefix) }),
            let path = FileTree(folder: folder).path(AdapterSettings.fileName)
        {
            settings = try AdapterSettings(CheckpointJSON.object(path: path), path: path)
        }
        try self.init(weights, settings: settings)
    }

    init(_ weights: CheckpointWeights, settings: AdapterSettings) throws(CheckpointFileError) {
        let reading = try AdapterReading(weights, settings: settings)
        path = weights.path
        layout = reading.layout
        terms = reading.terms
        replacedLayers = settings.replacedLayers
        targets = settings.targets
    }

    /// Whether arrays of these names are an adapter's.
    public static func isAdapter(_ names: some Sequence<String>) -> Bool {
        names.contains { name in
            guard let key = AdapterKey(name) else { return AdapterKey.unsupportedKind(name) != nil }
            return key.part != .alpha
        }
    }
}
