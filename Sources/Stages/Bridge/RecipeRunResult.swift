import Engine

/// How the run of a recipe ended, and where its results are.
public struct RecipeRunResult: Sendable {
    public let summary: RunSummary
    /// The recipe's own folder.
    public let outputsFolder: String
    /// The report and its summary in the recipe's folder; empty where no report stage succeeded.
    public internal(set) var reportFiles: [String] = []
    /// Why the report could not be placed there.
    public internal(set) var placementError: (any Error)?

    public var status: RunSummary.Status {
        placementError == nil || summary.status == .cancelled ? summary.status : .failed
    }

    /// The page to look at.
    public var report: String? { reportFiles.first { $0.hasSuffix(".html") } }

    init(summary: RunSummary, outputsFolder: String) {
        self.summary = summary
        self.outputsFolder = outputsFolder
    }
}
