import ArgumentParser
import Engine
import Foundation
import Recipes
import Stages

/// Which cache a command works on that needs no recipe.
struct CacheOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The cache; default: .tweed/cache in this folder or the nearest one above it.", valueName: "dir"),
        completion: .directory)
    var cache: String?

    /// - Throws: `CommandFailure` with exit code 2 where there is no cache.
    func engine() throws -> Engine {
        let folder = try folder()
        return try Engine(cacheFolder: folder, executor: StageKindExecutor(StageRegistry(StageKinds.all)))
    }

    private func folder() throws -> String {
        if let cache {
            let path = URL(fileURLWithPath: cache).standardizedFileURL.path
            guard Self.isFolder(path) else { throw Self.failure("there is no cache at \(cache)") }
            return path
        }
        var folder = FileManager.default.currentDirectoryPath
        while true {
            let path = folder + (folder.hasSuffix("/") ? "" : "/") + ".tweed/cache"
            if Self.isFolder(path) { return path }
            let parent = (folder as NSString).deletingLastPathComponent
            guard parent != folder, !parent.isEmpty else { break }
            folder = parent
        }
        throw Self.failure(
            "there is no .tweed/cache in this folder or in one above it; run a recipe first, or name a cache "
                + "with --cache")
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func failure(_ text: String) -> CommandFailure {
        CommandFailure(status: .badInput, text: "error: \(TerminalText.harmless(text))\n")
    }
}
