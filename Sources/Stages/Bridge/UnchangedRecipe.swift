import Engine
import Foundation
import Hub
import Recipes
import Values

#if canImport(Darwin)
    import Darwin
#endif

/// Finds out that the last run of a recipe still stands, without reading the recipe: nothing that it looked at, the
/// recipe and this program included, has another stamp.
public struct UnchangedRecipe: Sendable {
    private let location: RecipeLocation
    private let layout: ProjectLayout
    private let overrides: [String]
    private let version: String
    /// From before anything was read.
    private let began = RunClock.now()

    /// - Parameters:
    ///   - recipe: as the person wrote it; so are the folders and the overrides.
    ///   - version: of the program, for the run's record.
    public init(
        recipe: String, overrides: [String], cacheFolder: String?, outputsFolder: String?, version: String
    ) {
        location = RecipeLocation(path: recipe)
        layout = ProjectLayout(
            projectFolder: location.projectFolder, cacheFolder: cacheFolder, outputsFolder: outputsFolder)
        self.overrides = overrides
        self.version = version
    }

    /// The result of the last run; nil where anything may have changed, so that the recipe must be read.
    public func result() -> RecipeRunResult? {
        guard let snapshot = SnapshotStore(cacheFolder: layout.cacheFolder).unchanged(name, conditions)
        else { return nil }
        var summary = RunSummary(snapshot, seconds: began.elapsed)
        if let origin = snapshot.run {
            do {
                let store = RunRecordStore(cacheFolder: layout.cacheFolder)
                let run = try store.recordUnchanged(
                    scope: snapshot.scope, origin: origin, seconds: summary.seconds, provenance: provenance)
                // Its record is gone: the long way makes a new one.
                guard let run else { return nil }
                summary.run = run
            } catch {
                // A cache that cannot be written answers all the same.
            }
        }
        var result = RecipeRunResult(
            summary: summary, outputsFolder: layout.outputsFolder(of: snapshot.scope))
        result.reportFiles = snapshot.products
        return result
    }

    /// Keeps what a run looked at for the next one.
    func remember(_ result: RecipeRunResult, of recipe: Recipe, by engine: Engine, options: RunOptions) {
        guard result.status == .succeeded else { return }
        engine.remember(
            result.summary, options: options, name: name, conditions: conditions,
            consulted: recipe.consultedPaths, products: result.reportFiles, began: began)
    }

    /// Of all that the person asked for.
    private var name: Digest {
        // In another cache of the hub, the models may be others.
        let folders = [location.path, layout.cacheFolder, layout.outputsFolder, HubCache().folder]
        let texts = folders + overrides
        return Digest(of: JSONValue.array(texts.map { .string($0) }).canonicalData)
    }

    private var conditions: [String] { [version, Self.program, location.projectFolder] }

    private var provenance: JSONValue {
        ["tweed": .string(version), "overrides": .array(overrides.map { .string($0) })]
    }

    /// Tells this program from one that was built later.
    private static var program: String {
        #if canImport(Darwin)
            var size = UInt32(4096)
            var buffer = [CChar](repeating: 0, count: Int(size))
            let path = _NSGetExecutablePath(&buffer, &size) == 0 ? String(cString: buffer) : ""
        #else
            let path = "/proc/self/exe"
        #endif
        return FileStamp.text(ofFileAt: path)
    }
}
