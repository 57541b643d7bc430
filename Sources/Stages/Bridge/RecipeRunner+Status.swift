import Engine
import Foundation
import Recipes

extension RecipeRunner {
    /// What is known of each stage, in the order of the graph.
    /// - Parameter sources: asked for results that the cache does not have.
    public func status(sources: [any ResultSource] = []) throws -> [StageStatus] {
        let actions = LocalActionCache(root: layout.cacheFolder, fileSystem: LocalFileSystem())
        return try plan(sources: sources).stages.map { stage in
            var status = StageStatus(
                name: stage.name, kind: stage.kind, decision: stage.decision, key: stage.key)
            status.lastFinished = try engine.history(scope: recipe.name, stage: stage.name)
                .last { $0.event == .finished }
            guard let key = stage.key else { return status }
            if case .cached = stage.decision {
                status.cached = try actions.record(of: key).map { result($0, of: stage.name) }
            } else {
                status.running = engine.running(key)
            }
            return status
        }
    }

    private func result(_ record: ActionRecord, of stage: String) -> StageStatus.CachedResult {
        let path = outputsFolder + "/" + stage
        return StageStatus.CachedResult(
            finished: record.finished, seconds: record.seconds,
            size: record.outputs.values.reduce(0) { $0 + $1.size },
            path: FileManager.default.fileExists(atPath: path) ? path : nil)
    }
}
