import Tensors

extension RewardMatrix {
    /// One reward of a file: a tensor of `[steps, prompts, candidates]`.
    public init(file: SafetensorsFile, name: String) throws {
        let info = try file.info(name)
        guard info.shape.count == 3 else {
            throw ReplayError.tensor(file: file.path, name: name, shape: info.shape)
        }
        // Before memory is reserved: the file's header is checked, but what it maps may be large.
        guard info.count <= Self.maximumValues else {
            throw ReplayError.tooLarge(
                place: "\(file.path): \(name)", found: "\(info.count) values", limit: Self.maximumValues)
        }
        try self.init(
            steps: info.shape[0], prompts: info.shape[1], candidates: info.shape[2],
            values: try file.readFloats(name), place: "\(file.path): \(name)")
    }
}

extension RewardSet {
    /// Reads one tensor for each reward, named as the reward, from two files.
    ///
    /// - Parameters:
    ///   - noiseAware: nil where there are no noise-aware rewards.
    ///   - names: which ones; empty for all of `base`, in the order of their names.
    public init(base: String, noiseAware: String? = nil, names: [String] = []) throws {
        let clean = try SafetensorsFile(path: base)
        let aware = try noiseAware.map { try SafetensorsFile(path: $0) }
        let names = names.isEmpty ? clean.names.sorted() : names
        try self.init(
            names.map { name in
                try ReplayReward(
                    name: name, base: RewardMatrix(file: clean, name: name),
                    noiseAware: aware.map { try RewardMatrix(file: $0, name: name) })
            })
    }

    /// Writes what `init(base:noiseAware:names:)` reads.
    ///
    /// - Parameter noiseAware: path for the noise-aware rewards; nothing is written where there are none.
    public func write(base: String, noiseAware: String) throws {
        func tensors(_ matrix: (ReplayReward) -> RewardMatrix?) -> [SafetensorsTensor] {
            rewards.compactMap { reward in
                matrix(reward).map {
                    SafetensorsTensor(name: reward.name, shape: $0.sizes, floats: $0.values)
                }
            }
        }
        try SafetensorsWriter.write(tensors { $0.base }, to: base)
        if isNoiseAware { try SafetensorsWriter.write(tensors { $0.noiseAware }, to: noiseAware) }
    }
}
