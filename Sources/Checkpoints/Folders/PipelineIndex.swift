import Values

/// A pipeline of diffusers: `model_index.json` and the folders of its components.
public struct PipelineIndex: Sendable {
    /// A part of the pipeline: which class of which Python library wrote its folder.
    public struct Component: Hashable, Sendable {
        public let name: String
        /// `diffusers`, `transformers`, or the module of a pipeline such as `stable_diffusion`.
        public let library: String
        public let className: String
    }

    public static let fileName = "model_index.json"

    /// The index file, for messages.
    public let path: String
    /// The class of the pipeline, such as `StableDiffusionPipeline`.
    public let className: String
    /// Sorted by name. Parts that the pipeline does without, such as a safety checker, are not among them.
    public let components: [Component]
    /// All other settings, such as `force_zeros_for_empty_prompt`.
    public let settings: [String: JSONValue]

    private let tree: FileTree

    /// Reads the index of a pipeline's folder.
    public init(_ tree: FileTree) throws(CheckpointFileError) {
        guard let path = tree.path(Self.fileName) else {
            throw CheckpointFileError(
                path: tree.name, problem: .missingFiles([Self.fileName]))
        }
        try self.init(tree, path: path, object: CheckpointJSON.object(path: path))
    }

    init(_ tree: FileTree, path: String, object: [String: JSONValue]) throws(CheckpointFileError) {
        guard let className = object["_class_name"]?.stringValue else {
            throw CheckpointFileError(
                path: path, problem: .json("expected a text \"_class_name\", the class of the pipeline"))
        }
        var components: [Component] = []
        var settings: [String: JSONValue] = [:]
        for (name, value) in object where !name.hasPrefix("_") {
            // A component is [library, class], or [null, null] where the pipeline does without.
            guard let pair = value.arrayValue, pair.count == 2,
                pair.allSatisfy({ $0.stringValue != nil || $0.isNull })
            else {
                settings[name] = value
                continue
            }
            guard let library = pair[0].stringValue, let part = pair[1].stringValue else { continue }
            guard FileTree.isPlain(name) else {
                throw CheckpointFileError(path: path, problem: .outside(name: name))
            }
            components.append(Component(name: name, library: library, className: part))
        }
        self.tree = tree
        self.path = path
        self.className = className
        self.components = components.sorted { $0.name < $1.name }
        self.settings = settings
    }

    /// A component by its name in the index, such as `unet`.
    public subscript(name: String) -> Component? { components.first { $0.name == name } }

    /// The files of a component.
    public func tree(of component: Component) -> FileTree { tree.subtree(component.name) }
}
