/// A model of the Hugging Face hub: `hub:stabilityai/sd-turbo@main`.
public struct HubReference: Hashable, Sendable, CustomStringConvertible {
    /// `organisation/name`, or a name alone, as a few old models have it.
    public let repository: String
    /// A branch, a tag, `refs/pr/7`, or the 40 digits of a commit.
    public let revision: String

    public static let prefix = "hub:"

    /// Reads `hub:org/name` or `hub:org/name@revision`; the revision is `main` where none is given.
    public init(_ text: String) throws(HubReferenceError) {
        func refused(_ reason: String) -> HubReferenceError { HubReferenceError(text: text, reason: reason) }
        guard text.hasPrefix(Self.prefix) else { throw refused("a hub reference begins with \"hub:\"") }
        let parts = text.dropFirst(Self.prefix.count).split(
            separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        repository = String(parts[0])
        revision = parts.count > 1 ? String(parts[1]) : "main"
        let names = repository.split(separator: "/", omittingEmptySubsequences: false)
        // The hub's own rule; "--" would make two repositories one folder.
        guard (1...2).contains(names.count), repository.utf8.count <= 96, !repository.contains("--"),
            names.allSatisfy(Self.isName)
        else { throw refused("\(HubText.quoted(repository)) is no name of a repository") }
        let steps = revision.split(separator: "/", omittingEmptySubsequences: false)
        guard revision.utf8.count <= 200, steps.allSatisfy(Self.isName) else {
            throw refused("\(HubText.quoted(revision)) is no revision")
        }
    }

    /// Letters, digits, `.`, `_` and `-`, with a letter, digit or `_` in front, and no two dots in a row.
    private static func isName(_ text: Substring) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard let first = text.utf8.first, isLetter(first), !text.contains("..") else { return false }
        return text.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    /// Whether the revision is a commit, which never changes.
    public var isCommit: Bool { HubText.isHexadecimal(revision, digits: 40) }

    /// The same model at another revision.
    /// - Throws: `HubReferenceError` where that is no revision.
    public func at(_ revision: String) throws(HubReferenceError) -> HubReference {
        try HubReference("\(Self.prefix)\(repository)@\(revision)")
    }

    public var description: String { "\(Self.prefix)\(repository)@\(revision)" }
}
