import Foundation

/// Paths as messages show them.
enum ShownPath {
    /// Relative to the current folder where the path lies below it, which is shorter and can be copied.
    static func text(_ path: String, from current: String = FileManager.default.currentDirectoryPath)
        -> String
    {
        // The engine names folders without links; the shell may have come through one.
        for folder in [current, URL(fileURLWithPath: current).resolvingSymlinksInPath().path] {
            if path == folder { return "." }
            let prefix = folder.hasSuffix("/") ? folder : folder + "/"
            if path.hasPrefix(prefix) { return String(path.dropFirst(prefix.count)) }
        }
        return path
    }
}
