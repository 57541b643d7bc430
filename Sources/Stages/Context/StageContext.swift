import Engine
import Foundation
import Values

/// Typed access to all that a stage is handed.
///
/// Asking for a parameter that the kind does not declare, or as another type, throws `StageContextError`: a fault of
/// the kind, not of the recipe.
public struct StageContext: Sendable {
    /// What the engine handed over.
    public let request: ExecutionRequest

    public init(_ request: ExecutionRequest) {
        self.request = request
    }

    /// The stage's name in the recipe.
    public var stage: String { request.stage }

    /// How many threads the stage may keep busy; `Compute` is set up with as many already.
    public var threads: Int { request.threads }

    public var progress: ProgressReporter { request.progress }
    public var checkpoints: StageCheckpoints { request.checkpoints }
    /// What a shorter run of this stage left to go on from, if there is one.
    public var shorter: ShorterRun? { request.shorter }
    public var cancellation: CancellationFlag { request.cancellation }

    /// Whether the person asked the run to stop.
    public var isCancelled: Bool { cancellation.isCancelled }

    /// Makes an output that is a folder.
    /// - Returns: its path; everything that is written below it becomes part of the output.
    public func outputFolder(_ output: String) throws -> String {
        let path = request.path(ofOutput: output)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// Writes a new file of an output. The engine brings it to the disk, with others.
    public func write(_ data: Data, to path: String) throws {
        try LocalFileSystem().write(data, to: path, durably: false)
    }

    /// The path at which to write an output that is one file.
    public func outputFile(_ output: String) -> String { request.path(ofOutput: output) }

    /// A parameter as it stands in the resolved configuration.
    public func value(_ name: String) throws -> JSONValue {
        guard let value = request.configuration[name] else {
            throw StageContextError.undeclaredParameter(name, kind: request.kind)
        }
        return value
    }
}
