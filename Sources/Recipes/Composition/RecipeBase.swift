/// What stands under `extends`.
public enum RecipeBase: Hashable, Sendable {
    /// A path relative to the recipe's folder.
    case file(String)
    /// An artifact in a registry, by its digest: `ghcr.io/team/base@sha256:<64 digits>`.
    case registry(RegistryReference)
    /// An artifact in a registry by a tag, which may mean another recipe tomorrow.
    case unpinned(String)

    public init(_ text: String) {
        if let reference = RegistryReference(text) {
            self = .registry(reference)
        } else if Self.isTagged(text) {
            self = .unpinned(text)
        } else {
            self = .file(text)
        }
    }

    /// `host/name:tag`: a colon in the last part, and no ending of a recipe's file.
    private static func isTagged(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, let host = parts.first, let last = parts.last else { return false }
        let looksLikeHost =
            host.contains(".") && !host.hasPrefix(".") || host.contains(":") || host == "localhost"
        return looksLikeHost && last.contains(":")
            && ![".json", ".yaml", ".yml"].contains { text.hasSuffix($0) }
    }
}

/// Names an artifact in a registry by its digest, so that it is the same for everyone and for ever.
public struct RegistryReference: Hashable, Sendable, CustomStringConvertible {
    /// With the port where there is one.
    public let host: String
    /// `team/quickstart`.
    public let name: String
    /// 64 hexadecimal digits, of the manifest.
    public let digest: String

    /// - Returns: nil unless `text` has the form `HOST/NAME@sha256:<64 hexadecimal digits>`; a tag before the `@` is
    ///   allowed and means nothing.
    public init?(_ text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, halves[1].hasPrefix("sha256:") else { return nil }
        let digits = halves[1].dropFirst("sha256:".count)
        guard digits.utf8.count == 64,
            digits.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        var parts = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty }), var last = parts.popLast() else {
            return nil
        }
        if let colon = last.firstIndex(of: ":") { last = String(last[..<colon]) }
        host = parts.removeFirst()
        name = (parts + [last]).joined(separator: "/")
        digest = String(digits)
        let isName = name.utf8.allSatisfy {
            (48...57).contains($0) || (97...122).contains($0) || "._-/".utf8.contains($0)
        }
        guard isName, !name.isEmpty, !name.hasSuffix("/") else { return nil }
    }

    public var description: String { "\(host)/\(name)@sha256:\(digest)" }
}
