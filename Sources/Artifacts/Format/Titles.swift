import Engine
import Foundation

/// The paths of an artifact's files, which come from strangers and are to work on every system.
enum Titles {
    /// First parts of paths that belong to Tweed, and to others.
    private static let reservedRoots: Set<String> = ["outputs"]
    /// Parts that may stand nowhere in a path.
    private static let reservedParts: Set<String> = [".tweed", ".git"]

    /// - Throws: `ArtifactError.unusableTitle`, `.sameTitle`, `.tooManyFiles`.
    static func check(_ titles: [String]) throws(ArtifactError) {
        guard titles.count <= ArtifactLimits.files else {
            throw .tooManyFiles(titles.count, maximum: ArtifactLimits.files)
        }
        var known: [String: String] = [:]
        for title in titles {
            try check(title)
            // What macOS takes for one name: upper and lower case, and the spellings of one letter.
            if let other = known.updateValue(title, forKey: folded(title)) { throw .sameTitle(other, title) }
        }
        for title in titles {
            for folder in RelativePath.folders(above: folded(title)) {
                if let other = known[folder] { throw .sameTitle(other, title) }
            }
        }
    }

    private static func check(_ title: String) throws(ArtifactError) {
        guard RelativePath.isPlain(title) else {
            throw .unusableTitle(
                title,
                "a path has parts between single slashes, none of them \".\" or \"..\", without backslashes and "
                    + "control characters, of at most 255 bytes each and \(RelativePath.maximumBytes) together"
            )
        }
        var parts = folded(title).split(separator: "/").map(String.init)
        // Bases of registries count only where they have the digest that their folder is named by.
        if parts.count > 3, parts[0] == ".tweed", parts[1] == "bases", Digest(hexadecimal: parts[2]) != nil {
            parts.removeFirst(3)
        }
        if let part = parts.first(where: reservedParts.contains) {
            throw .unusableTitle(title, "nothing is unpacked into \(part)")
        }
        if let root = folded(title).split(separator: "/").first.map(String.init), reservedRoots.contains(root)
        {
            throw .unusableTitle(title, "the folder \(root) is for results")
        }
    }

    private static func folded(_ title: String) -> String {
        title.decomposedStringWithCanonicalMapping.lowercased().decomposedStringWithCanonicalMapping
    }
}
