import Engine

/// `REGISTRY/NAME:TAG` or `REGISTRY/NAME@sha256:...`: an artifact in a registry.
///
/// The registry must be written out: a name without one would silently mean somebody's public registry.
public struct RegistryReference: Hashable, Sendable {
    /// Host, with a port where it is not the usual one.
    public var registry: String
    /// The repository, such as `team/recipes`.
    public var name: String
    public var tag: String?
    /// Names the content itself; it wins over the tag.
    public var digest: Digest?
    /// Written with `https://`: encrypted also where the registry is on this machine.
    public var isEncrypted = false

    public init(registry: String, name: String, tag: String? = nil, digest: Digest? = nil) {
        self.registry = registry
        self.name = name
        self.tag = tag
        self.digest = digest
    }

    /// - Throws: `ReferenceError`.
    public init(_ text: String) throws(ReferenceError) {
        var rest = Substring(text)
        for scheme in ["oci://", "https://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            isEncrypted = scheme == "https://"
        }
        if let at = rest.firstIndex(of: "@") {
            let pin = rest[rest.index(after: at)...]
            guard pin.hasPrefix("sha256:"), let digest = Digest(hexadecimal: String(pin.dropFirst(7))) else {
                throw ReferenceError(text: text, problem: .digest)
            }
            self.digest = digest
            rest = rest[..<at]
        }
        guard let slash = rest.firstIndex(of: "/") else {
            throw ReferenceError(text: text, problem: .registry)
        }
        registry = String(rest[..<slash])
        guard Self.isRegistry(registry) else { throw ReferenceError(text: text, problem: .registry) }
        rest = rest[rest.index(after: slash)...]
        if let colon = rest.lastIndex(of: ":") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        name = String(rest)
        guard Self.isName(name) else { throw ReferenceError(text: text, problem: .name) }
        if let tag, !Self.isTag(tag) { throw ReferenceError(text: text, problem: .tag) }
    }

    /// What stands for the content in a request: the digest where there is one.
    var version: String { digest.map { "sha256:\($0)" } ?? tag ?? "latest" }

    /// The host that answers; one well-known registry has another than its name.
    var host: String { registry == "docker.io" ? "registry-1.docker.io" : registry }

    static func isRegistry(_ text: String) -> Bool {
        guard text == "localhost" || text.contains(".") || text.contains(":") else { return false }
        let isAllowed = text.utf8.allSatisfy {
            isLetterOrDigit($0) || (65...90).contains($0) || [45, 46, 58, 91, 93].contains($0)
        }
        return isAllowed && !text.hasPrefix(":") && !text.hasPrefix(".") && text.utf8.count <= 255
    }

    /// Lower-case letters and digits, with `.`, `_`, `__` or dashes between, in parts divided by slashes.
    static func isName(_ text: String) -> Bool {
        text.utf8.count <= 255
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                guard let first = part.utf8.first, let last = part.utf8.last, isLetterOrDigit(first),
                    isLetterOrDigit(last)
                else { return false }
                var separators = ""
                for character in part {
                    if character.utf8.count == 1, isLetterOrDigit(character.utf8.first!) {
                        separators = ""
                        continue
                    }
                    separators.append(character)
                    let isDashes = separators.allSatisfy { $0 == "-" }
                    guard isDashes || [".", "_", "__"].contains(separators) else { return false }
                }
                return true
            }
    }

    static func isTag(_ text: String) -> Bool {
        let isAllowed = text.utf8.allSatisfy {
            isLetterOrDigit($0) || (65...90).contains($0) || [45, 46, 95].contains($0)
        }
        return (1...128).contains(text.utf8.count) && isAllowed && !text.hasPrefix(".")
            && !text.hasPrefix("-")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte)
    }
}

extension RegistryReference: CustomStringConvertible {
    public var description: String {
        "\(registry)/\(name)" + (tag.map { ":\($0)" } ?? "") + (digest.map { "@sha256:\($0)" } ?? "")
    }
}

/// Text that does not name an artifact.
public struct ReferenceError: Error, Equatable, CustomStringConvertible {
    enum Problem: Sendable { case registry, name, tag, digest }

    let text: String
    let problem: Problem

    public var description: String {
        let shown = "\"\(text.prefix(300))\""
        return switch problem {
        case .registry:
            "\(shown) does not begin with a registry, such as registry.example.org/ or localhost:5000/"
        case .name:
            "\(shown) has no usable name: lower-case letters and digits, with . _ - and / between them"
        case .tag: "\(shown) has no usable tag: letters, digits, . _ and -, at most 128"
        case .digest: "\(shown) has no usable digest: @sha256: and 64 lower-case hexadecimal digits"
        }
    }
}
