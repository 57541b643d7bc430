/// Everything that can go wrong in the engine, as facts; `EngineError+Description.swift` has the words.
public enum EngineError: Error, Equatable, Sendable {
    /// The system refused an operation with this code (`errno`).
    case file(FileOperation, path: String, code: Int32)
    case tooLarge(path: String, bytes: Int64, limit: Int64)
    case folderTooLarge(path: String)
    case unsupportedFile(path: String, kind: FileStatus.Kind)
    case unreadableName(folder: String, name: String)
    case ambiguousNames(folder: String)
    case linkLeavesFolder(path: String, target: String)
    case changedWhileRead(path: String)

    case missingObject(Digest)
    case damagedManifest(Digest, RecordProblem)
    case noSuchFile(String, in: Digest, isFolder: Bool)

    case invalidGraph([GraphProblem])
    case unknownStage(String, known: [String])
    case missingInput(stage: String, binding: String, path: String, code: Int32)
    case inputIsFolder(stage: String, binding: String, path: String)
    case inputIsFile(stage: String, binding: String, path: String)
    case inputChangedWhileRunning(stage: String, binding: String, path: String)
    case missingOutput(stage: String, output: String)
    case undeclaredOutput(stage: String, name: String)
    case unusableName(String)

    /// Another process works in the cache, where nobody else may.
    case cacheInUse(path: String, process: Int32?)
    case notCached(stage: String)
    /// Needed by the stages to compute, not one of them, and not in the cache.
    case notSelected(stage: String)

    /// The cache has no result with this key.
    case unknownResult(Digest)
    case damagedRunRecord(path: String, RecordProblem)
    /// A record refers to an earlier one that cannot be read.
    case stagesElsewhere(path: String, run: RunID)

    case outputsUnwritable(path: String, code: Int32)
    /// Something that no run placed stands where results go.
    case outputInTheWay(path: String)
    case outputsLink(path: String)
}
