/// What a stage occupies while it runs.
public struct StageResources: Hashable, Sendable {
    public var cores: Int
    public var memoryMegabytes: Int

    public init(cores: Int = 1, memoryMegabytes: Int = 0) {
        self.cores = cores
        self.memoryMegabytes = memoryMegabytes
    }
}
