import Foundation

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
