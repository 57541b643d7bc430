import ArgumentParser
import Foundation
import Recipes
import Stages

/// Where results are kept and shown.
struct FolderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show results in <dir>/<recipe name>; default: outputs in the project folder.", valueName: "dir"),
        completion: .directory)
    var outputs: String?

    @Option(
        name: .customLong("cache"), parsing: .singleValue,
        help: ArgumentHelp(
            "Keep the cache in <dir>; default: .tweed/cache in the project folder. REGISTRY/NAME is a cache that is "
                + "shared with others, beside the one on this machine.", valueName: "dir"),
        completion: .directory)
    var caches: [String] = []

    /// The folder that was named.
    var cache: String? { caches.last { !Self.isRegistry($0) } }

    /// The shared cache that was named, without a scheme.
    var sharedCache: String? {
        caches.last(where: Self.isRegistry).map { $0.hasPrefix(Self.scheme) ? String($0.dropFirst(6)) : $0 }
    }

    private static let scheme = "oci://"

    func validate() throws {
        let shared = caches.filter(Self.isRegistry)
        if shared.count > 1 || caches.count - shared.count > 1 {
            throw ValidationError("--cache takes one folder, and one REGISTRY/NAME beside it")
        }
    }

    /// A host with a dot or a port (or `localhost`), a slash and a name; but a folder that is there is a folder.
    static func isRegistry(_ text: String) -> Bool {
        if text.hasPrefix(scheme) { return true }
        guard let slash = text.firstIndex(of: "/"), !FileManager.default.fileExists(atPath: text) else {
            return false
        }
        let host = text[..<slash]
        return !host.isEmpty && !host.hasPrefix(".") && !host.hasPrefix("~")
            && (host == "localhost" || host.contains(".") || host.contains(":"))
    }

    func layout(for recipe: Recipe) -> ProjectLayout {
        ProjectLayout(projectFolder: recipe.projectFolder, cacheFolder: cache, outputsFolder: outputs)
    }
}
