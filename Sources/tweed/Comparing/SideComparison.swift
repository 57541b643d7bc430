import Engine
import Foundation
import Stages
import Values

/// In what two recipes, runs or bundles differ: params, stages, and what the stages gave.
struct SideComparison {
    struct Stage {
        var comparison: StageComparison
        /// Outputs whose content differs, where both are known.
        var outputs: [(name: String, before: OutputReference, after: OutputReference)]
        /// Figures that differ, where both are at hand.
        var figures: [ValueDifference]

        var isSame: Bool {
            switch comparison.verdict {
            // A side that was not computed so far contradicts nothing.
            case .same, .open, .unknown: outputs.isEmpty
            case .different, .onlyBefore, .onlyAfter, .impossible: false
            }
        }
    }

    var params: [ValueDifference]
    var stages: [Stage]

    var isSame: Bool { params.isEmpty && stages.allSatisfy(\.isSame) }

    init(_ before: ComparedSide, _ after: ComparedSide) throws {
        params = ValueDifference.list(before.params, after.params)
        let comparisons = try Self.engine(after.cacheFolder ?? before.cacheFolder) {
            $0.compare(before.stages, after.stages)
        }
        func byName(_ stages: [RunRecord.Stage]) -> [String: RunRecord.Stage] {
            Dictionary(stages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (byName(before.stages), byName(after.stages))
        stages = comparisons.map { comparison in
            var stage = Stage(comparison: comparison, outputs: [], figures: [])
            guard let left = old[comparison.stage], let right = new[comparison.stage] else { return stage }
            for (name, output) in left.outputs.sorted(by: { $0.key < $1.key }) {
                guard let other = right.outputs[name], other != output else { continue }
                stage.outputs.append((name, output, other))
                guard let mine = before.figures(output), let theirs = after.figures(other) else { continue }
                stage.figures += ValueDifference.list(mine, theirs)
            }
            return stage
        }
    }

    /// Comparing needs a cache to look for the lines of files that changed; without one, an empty one serves.
    private static func engine<Value>(_ cacheFolder: String?, _ work: (Engine) throws -> Value) throws
        -> Value
    {
        let executor = StageKindExecutor(StageRegistry(StageKinds.all))
        if let cacheFolder, FileManager.default.fileExists(atPath: cacheFolder) {
            return try work(Engine(cacheFolder: cacheFolder, executor: executor))
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tweed-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        return try work(Engine(cacheFolder: folder.path, executor: executor))
    }
}
