import Engine
import Kernels
import Recipes
import Replay
import Values

/// Where a stage takes known rewards from: another stage, folders of YAML files, or safetensors files.
enum RewardSources {
    static let parameters = [
        ParameterDescription(
            "matrix", .optional(.artifact(types: [ArtifactType.rewardMatrix])),
            help: "The rewards of a stage reward-matrix"),
        ParameterDescription(
            "base", .list(of: .folder, count: 0...8), default: [],
            help: "Instead: folders of clean rewards, one YAML file for each step (*_s00.yaml ...)"),
        ParameterDescription(
            "noise_aware", .list(of: .folder, count: 0...8), default: [],
            help: "Folders of noise-aware rewards; steps that they lack come from the base"),
        ParameterDescription(
            "base_file", .optional(.file),
            help: "Instead: a safetensors file of clean rewards, each [steps, prompts, candidates]"),
        ParameterDescription(
            "noise_aware_file", .optional(.file), help: "The noise-aware rewards, under the same names"),
        ParameterDescription(
            "rewards", .list(of: .string(maximumLength: 100), count: 0...8), default: [],
            help:
                "Name of each folder's reward, or tensors of the file (all without it); imr and hps are scaled"
        ),
    ]

    static func rewards(_ context: StageContext) throws -> RewardSet {
        let matrix = try context.optionalArtifact("matrix")
        let folders = try context.artifacts("base")
        let file = try context.optionalFile("base_file")
        let given = [matrix != nil, !folders.isEmpty, file != nil].count { $0 }
        guard given == 1 else { throw RewardSourcesError.sources(given: given) }
        if let matrix { return try matrix.rewardSet() }
        let names = try context.strings("rewards")
        if let file {
            return try RewardSet(
                base: file, noiseAware: context.optionalFile("noise_aware_file"), names: names)
        }
        let aware = try context.artifacts("noise_aware")
        guard aware.isEmpty || aware.count == folders.count else {
            throw RewardSourcesError.counts(base: folders.count, other: "noise_aware", aware.count)
        }
        let all = names.isEmpty && folders.count == 1 ? ["reward"] : names
        guard all.count == folders.count else {
            throw RewardSourcesError.counts(base: folders.count, other: "rewards", all.count)
        }
        let compute = Compute(threads: context.threads)
        return try RewardSet(
            folders.indices.map { index in
                try ReplayReward(
                    name: all[index],
                    base: RewardMatrix(
                        files: paths(folders[index]), of: "base[\(index)]", compute: compute),
                    noiseAware: aware.isEmpty
                        ? nil
                        : RewardMatrix(
                            files: paths(aware[index]), of: "noise_aware[\(index)]",
                            fallback: paths(folders[index]), compute: compute))
            })
    }

    private static func paths(_ folder: Artifact) -> [String: String] {
        Dictionary(folder.files.map { ($0.relativePath, $0.path) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Why it is not clear which rewards are meant.
enum RewardSourcesError: Error, CustomStringConvertible {
    case sources(given: Int)
    case counts(base: Int, other: String, Int)

    var description: String {
        switch self {
        case .sources(let given):
            "give the rewards by one of \"matrix\", \"base\" and \"base_file\"; found \(given == 0 ? "none" : "\(given)") of them"
        case .counts(let base, let other, let count):
            "\"base\" has \(base) folders and \"\(other)\" has \(count) entries; give as many, in the same order"
        }
    }
}
