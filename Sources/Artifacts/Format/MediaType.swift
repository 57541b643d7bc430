/// The media types of artifacts. Those under `vnd.tweed` are ours; the others are of the OCI image specification 1.1.
public enum MediaType {
    public static let imageManifest = "application/vnd.oci.image.manifest.v1+json"
    public static let imageIndex = "application/vnd.oci.image.index.v1+json"
    /// Of the two bytes `{}`.
    public static let emptyConfig = "application/vnd.oci.empty.v1+json"

    /// An artifact that is a recipe.
    public static let recipeArtifact = "application/vnd.tweed.recipe.v1"
    public static let recipeConfig = "application/vnd.tweed.recipe.config.v1+json"
    /// A file of the project.
    public static let file = "application/vnd.tweed.file.v1"
    /// The recipe with everything filled in.
    public static let resolved = "application/vnd.tweed.resolved.v1+json"
    public static let runRecord = "application/vnd.tweed.run-record.v1+json"
    /// From a key to the digests of outputs.
    public static let action = "application/vnd.tweed.action.v1+json"
    /// Content of a cache.
    public static let object = "application/vnd.tweed.object.v1"
    /// An artifact, and its one layer.
    public static let signature = "application/vnd.tweed.signature.v1"
    /// An artifact that is one result in a remote cache.
    public static let result = "application/vnd.tweed.result.v1"
}

/// The annotations of artifacts.
public enum AnnotationName {
    public static let title = "org.opencontainers.image.title"
    public static let reference = "org.opencontainers.image.ref.name"
    public static let results = "vnd.tweed.results"
    public static let stage = "vnd.tweed.stage"
    public static let executable = "vnd.tweed.executable"
    public static let keyIdentifier = "vnd.tweed.key-id"
    /// Of a result, in base64.
    public static let signature = "vnd.tweed.signature"
}
