import Foundation
import Values

/// How to run a graph.
public struct RunOptions: Sendable {
    /// Whose history this is, and the folder below the outputs folder; usually the recipe's name. One file name.
    public var scope: String
    /// What all stages together may occupy. A stage that declares more runs alone.
    public var capacity: StageResources
    public var cancellation: CancellationFlag
    /// Stages to compute although their results are in the cache.
    public var forced: Set<String>
    /// Where to show results; nil to show none.
    public var outputsFolder: String?
    /// The stages to compute; what they depend on must be in the cache, and no other stage is looked at. nil for
    /// all.
    public var only: Set<String>?
    /// Only these and what they depend on belong to the run; nil for all.
    public var until: Set<String>?
    /// After a failure, go on with what does not depend on it; else no further stage is started.
    public var keepsGoing = false
    /// How many stages may be computed at once; nil for as many as the capacity allows.
    public var maximumStages: Int?
    /// Where else results may be, asked in this order; results that are computed are offered to each of them.
    public var sources: [any ResultSource] = []
    /// For the run's record: what the caller knows and the engine does not.
    public var provenance: JSONValue = .null

    public init(
        scope: String, capacity: StageResources = .machine,
        cancellation: CancellationFlag = CancellationFlag(),
        forced: Set<String> = [], outputsFolder: String? = nil
    ) {
        self.scope = scope
        self.capacity = capacity
        self.cancellation = cancellation
        self.forced = forced
        self.outputsFolder = outputsFolder
    }
}

extension StageResources {
    /// All of this machine.
    public static var machine: StageResources {
        let process = ProcessInfo.processInfo
        return StageResources(
            cores: process.activeProcessorCount, memoryMegabytes: Int(process.physicalMemory >> 20))
    }
}
