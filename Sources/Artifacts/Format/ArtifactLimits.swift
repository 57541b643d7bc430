/// Sizes beyond which an artifact is refused, before anything of it is fetched or written.
public enum ArtifactLimits {
    /// As registries have it.
    public static let manifestBytes = 4 << 20
    public static let configBytes = 4 << 20
    public static let layers = 16_384
    public static let files = 4_096
    /// Of a resolved form, a run record and an action record.
    public static let recordBytes: Int64 = 64 << 20
    /// Of a file and an object.
    public static let blobBytes: Int64 = 1 << 40
    /// Of all blobs together.
    public static let totalBytes: Int64 = 1 << 50
    public static let indexEntries = 1_024
    /// Of an annotation's name or value.
    static let annotationBytes = 4_096
}
