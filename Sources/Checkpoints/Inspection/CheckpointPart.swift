import Tensors
import Values

/// One model, adapter or file of weights, as `CheckpointInspection` found it.
public struct CheckpointPart: Sendable {
    /// Tensors of one element type.
    public struct TypeCount: Sendable {
        public let type: StoredType
        public let tensors: Int
        public let elements: Int
        public let bytes: Int
    }

    public struct TensorLine: Sendable {
        public let name: String
        public let type: StoredType
        public let shape: [Int]
        public let bytes: Int
    }

    public struct Adapter: Sendable {
        public let layout: LowRankAdapterFile.Layout
        /// Ranks that occur, sorted.
        public let ranks: [Int]
        /// Factors of B A that occur, sorted.
        public let scales: [Double]
        public let layers: [String]
        /// The models that it is for; empty where the file does not say.
        public let components: [String]
    }

    /// The name in a pipeline; empty for what stands alone.
    public let name: String
    /// The Python class; nil where no file says.
    public let className: String?
    /// The Python library of a component.
    public let library: String?
    public let format: CheckpointWeights.Format?
    public let files: [String]
    /// Sorted by name.
    public let tensors: [TensorLine]
    public let metadata: [String: String]
    /// Of files of `torch.save`: the dictionary that was taken, and what lies beside the tensors.
    public let dictionary: String
    public let others: [String: String]
    public let adapter: Adapter?
    /// Tensors with numbers that are not finite; nil where nobody looked.
    public let nonFinite: [String: Int]?
    /// Why there is nothing to tell about the weights, where that is a mistake.
    public let problem: String?

    public var parameters: Int { tensors.reduce(0) { $0 + $1.shape.reduce(1, *) } }
    public var byteCount: Int { tensors.reduce(0) { $0 + $1.bytes } }

    /// The element types, the largest part first.
    public var types: [TypeCount] {
        Dictionary(grouping: tensors, by: \.type).map { type, lines in
            let bytes = lines.reduce(0) { $0 + $1.bytes }
            return TypeCount(
                type: type, tensors: lines.count, elements: bytes / type.size, bytes: bytes)
        }.sorted { ($0.bytes, $1.type.rawValue) > ($1.bytes, $0.type.rawValue) }
    }

    /// Weights that were opened.
    ///
    /// - Parameter settings: `config.json`, if there is one.
    init(
        _ weights: CheckpointWeights, name: String, settings: [String: JSONValue]?,
        component: PipelineIndex.Component? = nil, findsNonFinite: Bool,
        adapter file: Result<LowRankAdapterFile, CheckpointFileError>? = nil
    ) {
        self.name = name
        className = Self.className(settings) ?? component?.className
        library = component?.library
        format = weights.format
        files = weights.files
        tensors = weights.tensors.sorted { $0.key < $1.key }.map { name, tensor in
            TensorLine(
                name: name, type: tensor.type, shape: tensor.shape.dimensions, bytes: tensor.byteCount)
        }
        metadata = weights.metadata
        dictionary = weights.dictionary
        others = weights.others
        nonFinite =
            findsNonFinite
            ? Dictionary(
                uniqueKeysWithValues: NonFiniteScan.scan(weights.tensors).map { ($0.name, $0.count) })
            : nil
        guard LowRankAdapterFile.isAdapter(weights.tensors.keys) else {
            adapter = nil
            problem = nil
            return
        }
        let read =
            file
            ?? Result { () throws(CheckpointFileError) in
                try LowRankAdapterFile(weights, settings: AdapterSettings())
            }
        switch read {
        case .success(let file):
            adapter = Adapter(
                layout: file.layout, ranks: Set(file.terms.map(\.rank)).sorted(),
                scales: Set(file.terms.map(\.scale)).sorted(), layers: file.terms.map(\.layer),
                components: file.components)
            problem = nil
        case .failure(let error):
            adapter = nil
            problem = error.description
        }
    }

    /// The model or adapter of a folder.
    init(
        _ tree: FileTree, variant: String?, dictionary: String?, findsNonFinite: Bool
    ) throws(CheckpointFileError) {
        let weights = try CheckpointFolder(tree).weights(variant: variant, dictionary: dictionary)
        let settings = try Self.settings(tree)
        let isAdapter = LowRankAdapterFile.isAdapter(weights.tensors.keys)
        self.init(
            weights, name: "", settings: settings, findsNonFinite: findsNonFinite,
            adapter: isAdapter
                ? Result { () throws(CheckpointFileError) in try LowRankAdapterFile(tree) } : nil)
    }

    /// A component of a pipeline; schedulers and tokenizers have no weights.
    init(
        _ component: PipelineIndex.Component, tree: FileTree, variant: String?, findsNonFinite: Bool
    ) {
        let read = Result { () throws(CheckpointFileError) in
            let folder = CheckpointFolder(tree)
            // Many pipelines have a variant of some components only.
            let isThere = variant == nil || folder.variants.contains(variant ?? "")
            let isEmpty = try folder.weightName(variant: isThere ? variant : nil) == nil
            return (
                weights: isEmpty ? nil : try folder.weights(variant: isThere ? variant : nil),
                settings: try Self.settings(tree)
            )
        }
        switch read {
        case .success((let weights?, let settings)):
            self.init(
                weights, name: component.name, settings: settings, component: component,
                findsNonFinite: findsNonFinite)
        case .success:
            self.init(component, problem: tree.files.isEmpty ? "the folder is missing or empty" : nil)
        case .failure(let error):
            self.init(component, problem: error.description)
        }
    }

    private init(_ component: PipelineIndex.Component, problem: String?) {
        name = component.name
        className = component.className
        library = component.library
        (format, files, tensors, metadata) = (nil, [], [], [:])
        (dictionary, others, adapter, nonFinite) = ("", [:], nil, nil)
        self.problem = problem
    }

    private static func settings(_ tree: FileTree) throws(CheckpointFileError) -> [String: JSONValue]? {
        guard let path = tree.path("config.json") else { return nil }
        return try CheckpointJSON.object(path: path)
    }

    /// diffusers says `_class_name`, transformers `architectures`, Tweed's own world `architecture`.
    private static func className(_ settings: [String: JSONValue]?) -> String? {
        settings?["_class_name"]?.stringValue ?? settings?["architectures"]?[0]?.stringValue
            ?? settings?["architecture"]?.stringValue
    }
}
