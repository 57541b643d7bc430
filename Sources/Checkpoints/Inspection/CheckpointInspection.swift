import Hub
import Tensors
import Values

/// What a file or folder of weights is, for people and programs: `tweed inspect`.
public struct CheckpointInspection: Sendable {
    /// What was asked about.
    public let path: String
    /// The class of a pipeline, such as `StableDiffusionPipeline`; nil for anything else.
    public let pipeline: String?
    /// The components of a pipeline, or the one model, adapter or file.
    public let parts: [CheckpointPart]

    /// Looks at a file, a folder of a model, a pipeline or an adapter, or a snapshot such as `hub:org/name@main`.
    ///
    /// - Parameters:
    ///   - variant: such as `fp16`, see `CheckpointFolder`.
    ///   - dictionary: of files of `torch.save`, see `TorchFile`.
    ///   - findsNonFinite: whether all weights are read to find numbers that are not finite.
    ///   - cache: where snapshots are.
    /// - Throws: where there are no weights at all. A damaged component of a pipeline is told in its part.
    public init(
        path: String, variant: String? = nil, dictionary: String? = nil, findsNonFinite: Bool = false,
        cache: HubCache = HubCache()
    ) throws(CheckpointFileError) {
        if path.hasPrefix(HubReference.prefix) {
            let tree = try cache.tree(named: path)
            try self.init(
                tree, path: path, variant: variant, dictionary: dictionary, findsNonFinite: findsNonFinite)
        } else if FileTree.isFolder(path) {
            try self.init(
                FileTree(folder: path), path: path, variant: variant, dictionary: dictionary,
                findsNonFinite: findsNonFinite)
        } else {
            let weights = try CheckpointWeights(path: path, dictionary: dictionary)
            let part = CheckpointPart(weights, name: "", settings: nil, findsNonFinite: findsNonFinite)
            self.init(path: path, pipeline: nil, parts: [part])
        }
    }

    private init(path: String, pipeline: String?, parts: [CheckpointPart]) {
        self.path = path
        self.pipeline = pipeline
        self.parts = parts
    }

    /// Looks at the files of a tree.
    public init(
        _ tree: FileTree, path: String, variant: String? = nil, dictionary: String? = nil,
        findsNonFinite: Bool = false
    ) throws(CheckpointFileError) {
        self.path = path
        guard tree.path(PipelineIndex.fileName) != nil else {
            pipeline = nil
            parts = [
                try CheckpointPart(
                    tree, variant: variant, dictionary: dictionary, findsNonFinite: findsNonFinite)
            ]
            return
        }
        let index = try PipelineIndex(tree)
        pipeline = index.className
        parts = index.components.map { component in
            CheckpointPart(
                component, tree: index.tree(of: component), variant: variant, findsNonFinite: findsNonFinite)
        }
    }

    /// Whether no part is damaged, and no number that was looked at is infinite or not a number.
    public var isSound: Bool { parts.allSatisfy { $0.problem == nil && $0.nonFinite?.isEmpty ?? true } }

    /// Numbers of all parts together.
    public var parameters: Int { parts.reduce(0) { $0 + $1.parameters } }

    /// Bytes of the tensors of all parts together.
    public var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }
}
