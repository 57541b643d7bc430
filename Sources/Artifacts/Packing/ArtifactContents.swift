import Engine
import Values

/// All that is to go into a recipe's artifact, as plain values.
public struct ArtifactContents: Sendable {
    /// A file of the project.
    public struct File: Sendable {
        /// Below the project folder, with slashes.
        public var path: String
        /// Where its bytes are.
        public var source: String
        public var digest: Digest
        public var size: Int64
        public var isExecutable: Bool

        public init(path: String, source: String, digest: Digest, size: Int64, isExecutable: Bool = false) {
            self.path = path
            self.source = source
            self.digest = digest
            self.size = size
            self.isExecutable = isExecutable
        }
    }

    /// A result that goes with the recipe.
    public struct Result: Sendable {
        public var stage: String
        public var record: ActionRecord
        /// nil for one that goes without its content.
        public var objects: [StoredObject]?

        public init(stage: String, record: ActionRecord, objects: [StoredObject]?) {
            self.stage = stage
            self.record = record
            self.objects = objects
        }
    }

    public var config: RecipeConfig
    public var files: [File]
    public var resolved: ResolvedGraph
    public var run: RunRecord?
    /// In the order of the graph.
    public var results: [Result]

    public init(
        config: RecipeConfig, files: [File], resolved: ResolvedGraph, run: RunRecord?, results: [Result]
    ) {
        self.config = config
        self.files = files
        self.resolved = resolved
        self.run = run
        self.results = results
    }

    /// Makes the artifact. Equal contents make equal bytes.
    /// - Throws: `ArtifactError` where what is to be packed would be refused when it is unpacked.
    public func packed() throws(ArtifactError) -> PackedArtifact {
        var blobs = [Blob(config.data, mediaType: MediaType.recipeConfig)]
        for file in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            var annotations = [AnnotationName.title: file.path]
            if file.isExecutable { annotations[AnnotationName.executable] = "true" }
            blobs.append(
                Blob(
                    descriptor: Descriptor(
                        mediaType: MediaType.file, digest: file.digest, size: file.size,
                        annotations: annotations), source: .file(file.source)))
        }
        blobs.append(Blob(resolved.data, mediaType: MediaType.resolved))
        if let run { blobs.append(Blob(run.json.canonicalData, mediaType: MediaType.runRecord)) }
        for result in results {
            blobs.append(
                Blob(
                    result.record.data, mediaType: MediaType.action,
                    annotations: [AnnotationName.stage: result.stage]))
        }
        var objects: [Digest: StoredObject] = [:]
        for object in results.compactMap(\.objects).joined() { objects[object.digest] = object }
        for object in objects.values.sorted(by: { $0.digest < $1.digest }) {
            blobs.append(
                Blob(
                    descriptor: Descriptor(
                        mediaType: MediaType.object, digest: object.digest, size: object.size),
                    source: .file(object.path)))
        }
        guard blobs.count - 1 <= ArtifactLimits.layers else {
            throw .tooManyLayers(blobs.count - 1, maximum: ArtifactLimits.layers)
        }
        let manifest = ImageManifest(
            artifactType: MediaType.recipeArtifact, config: blobs[0].descriptor,
            layers: blobs.dropFirst().map(\.descriptor),
            annotations: [
                AnnotationName.title: config.name, AnnotationName.results: config.results.rawValue,
            ])
        // Whoever unpacks it makes the same checks; better to hear of it here.
        _ = try RecipeArtifact(manifest: ImageManifest(parsing: manifest.data), config: config.data)
        var seen: Set<Digest> = []
        return PackedArtifact(
            manifest: manifest, blobs: blobs.filter { seen.insert($0.descriptor.digest).inserted })
    }
}
