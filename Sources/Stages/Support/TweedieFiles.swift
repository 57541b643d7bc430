import Engine
import Methods
import Tensors

/// How trajectories lie on disk: safetensors shards with one array for each step, so that a reader takes only the
/// steps that it needs.
enum TweedieFiles {
    /// The dataset's `figures.json`.
    struct Index: Codable {
        let kind: String
        let prompts: [String]
        let imagesPerPrompt: Int
        let steps: Int
        /// Whether the prompts are captions of the embedded world, whose pictures the exact judge reads.
        let isOfWorld: Bool
        let shards: [String]
    }

    static func shardName(_ index: Int) -> String {
        let digits = String(index)
        return "trajectories-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
            + ".safetensors"
    }

    private static func estimateName(_ step: Int) -> String { "estimates.\(step)" }

    /// Pictures and estimates as float16: a hundredth of a grey level, at half the size.
    static func write(_ trajectories: TweedieTrajectories, to path: String) throws {
        func pictures(_ name: String, _ tensor: Tensor) -> SafetensorsTensor {
            SafetensorsTensor(
                name: name, shape: tensor.shape.dimensions, type: .float16, floats: tensor.elements)
        }
        let count = trajectories.count
        var entries = trajectories.estimates.map { pictures(estimateName($0.key), $0.value) }
        entries.append(pictures("pictures", trajectories.pictures))
        entries.append(SafetensorsTensor(name: "rewards", shape: [count], floats: trajectories.rewards))
        entries.append(
            SafetensorsTensor(name: "prompts", shape: [count], floats: trajectories.prompts.map(Float.init)))
        try SafetensorsWriter.write(entries, to: path)
    }

    /// Reads some levels of some shards.
    ///
    /// - Parameter texts: prompts of the whole dataset.
    static func read(_ paths: [String], levels: [Int], texts: [String]) throws -> TweedieTrajectories {
        try TweedieTrajectories.joined(
            paths.map { path in
                let file = try SafetensorsFile(path: path)
                let pictures = try file.pictures("pictures")
                let count = pictures.shape[0]
                var estimates: [Int: Tensor] = [:]
                for level in levels {
                    estimates[level] = try file.pictures(estimateName(level), like: pictures.shape)
                }
                let owners = try file.indices("prompts", below: texts.count)
                let rewards = try file.readFloats("rewards")
                guard owners.count == count, rewards.count == count, rewards.allSatisfy({ $0.isFinite })
                else {
                    throw StageError.unreadable(
                        file: path, problem: "does not hold a prompt and a finite reward for each picture")
                }
                return TweedieTrajectories(
                    texts: owners.map { texts[$0] }, prompts: owners, estimates: estimates,
                    pictures: pictures, rewards: rewards)
            })
    }

    /// Reads some levels of a whole dataset.
    static func read(_ artifact: Artifact, levels: [Int]) throws -> (TweedieTrajectories, Index) {
        let index = try artifact.decode(Index.self, from: "figures.json")
        for level in levels where level < 0 || level >= index.steps {
            throw StageError.levelNotInDataset(level: level, steps: index.steps)
        }
        guard !index.shards.isEmpty else {
            throw StageError.unreadable(file: "figures.json", problem: "names no shard of trajectories")
        }
        let shards = try index.shards.map { try artifact.path(of: $0) }
        return (try read(shards, levels: levels, texts: index.prompts), index)
    }
}
