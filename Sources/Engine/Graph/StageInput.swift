/// Where a stage's input comes from.
public enum StageInput: Hashable, Sendable {
    /// What another stage makes.
    case output(stage: String, output: String)
    /// A file of the person's, by absolute path; it counts by its content.
    case file(path: String)
    /// A folder of the person's, by absolute path; it counts by the names and contents of its files.
    case folder(path: String)
}
