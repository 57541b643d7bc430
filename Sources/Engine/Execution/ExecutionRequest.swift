import Values

/// All that a stage gets.
public struct ExecutionRequest: Sendable {
    public let stage: String
    public let kind: String
    /// All parameters; `{"$input": "<binding>"}` (or `"$file"`) stands where `inputs[binding]` goes.
    public let configuration: JSONValue
    public let inputs: [String: Artifact]
    /// Of the inputs that other stages made.
    public let origins: [String: InputOrigin]
    /// Exists and is empty. Each output is written to `outputFolder/<output>`, as a file or a folder.
    public let outputFolder: String
    public let checkpoints: StageCheckpoints
    /// What a shorter run left to go on from; nil where there is none, and where the stage is to compute from
    /// nothing.
    public let shorter: ShorterRun?
    public let progress: ProgressReporter
    /// To be looked at often; on a wish to stop, save a checkpoint and throw `CancelledError`.
    public let cancellation: CancellationFlag
    /// How many threads the stage may keep busy. Its result must not depend on it.
    public let threads: Int

    public init(
        stage: String, kind: String, configuration: JSONValue, inputs: [String: Artifact],
        origins: [String: InputOrigin] = [:], outputFolder: String,
        checkpoints: StageCheckpoints, shorter: ShorterRun? = nil,
        progress: ProgressReporter = ProgressReporter(),
        cancellation: CancellationFlag = CancellationFlag(), threads: Int = 1
    ) {
        self.stage = stage
        self.kind = kind
        self.configuration = configuration
        self.inputs = inputs
        self.origins = origins
        self.outputFolder = outputFolder
        self.checkpoints = checkpoints
        self.shorter = shorter
        self.progress = progress
        self.cancellation = cancellation
        self.threads = threads
    }

    /// Where to write an output.
    public func path(ofOutput name: String) -> String { Paths.join(outputFolder, name) }
}
