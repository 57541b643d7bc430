import Foundation
import Kernels
import Tensors

extension RewardSet {
    /// Reads rewards from folders of YAML files or from safetensors files, as a person names them.
    ///
    /// - Parameters:
    ///   - bases: a folder for each reward, or one safetensors file for all.
    ///   - noiseAware: as many, in the same order; empty where there are no noise-aware rewards.
    ///   - names: of the rewards, one for each folder, or the tensors of the file (empty for all of them).
    public init(
        bases: [String], noiseAware: [String], names: [String], compute: Compute = Compute()
    ) throws {
        guard !bases.isEmpty else { throw ReplayError.rewards("no base reward is given") }
        guard noiseAware.isEmpty || noiseAware.count == bases.count else {
            throw ReplayError.rewards(
                "found \(bases.count) base and \(noiseAware.count) noise-aware rewards; give a noise-aware one for "
                    + "each base reward, or none")
        }
        if bases.count == 1, !Self.isFolder(bases[0]) {
            try self.init(base: bases[0], noiseAware: noiseAware.first, names: names)
            return
        }
        let names = names.isEmpty && bases.count == 1 ? ["reward"] : names
        guard names.count == bases.count else {
            throw ReplayError.rewards(
                "found \(bases.count) base rewards and \(names.count) names of rewards; give one name for each"
            )
        }
        try self.init(
            bases.indices.map { index in
                try ReplayReward(
                    name: names[index],
                    base: RewardMatrix(folder: bases[index], compute: compute),
                    noiseAware: noiseAware.isEmpty
                        ? nil
                        : RewardMatrix(
                            folder: noiseAware[index], fallback: bases[index], compute: compute))
            })
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) || isFolder.boolValue
    }
}
