/// The path of a file in a repository, which stays in the folder to which it is appended.
public struct HubFilePath: Hashable, Sendable, Comparable, CustomStringConvertible {
    private static let longestStep = 255
    private static let longest = 1_000

    public let text: String

    /// - Throws: `HubListingError.path` for what is absolute, leads out, or is no sensible name on some system.
    public init(_ text: String) throws(HubListingError) {
        func refused(_ why: String) -> HubListingError { .path(text, why: why) }
        guard text.utf8.count <= Self.longest else { throw refused("it has more than \(Self.longest) bytes") }
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: false
            default: scalar != "\\"
            }
        }
        guard isPlain else { throw refused("it has a backslash or a control character") }
        // By bytes: a slash with an accent above is one character, and to the system still a slash.
        for step in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard !step.isEmpty else { throw refused("a part of it is empty") }
            guard !step.elementsEqual(".".utf8), !step.elementsEqual("..".utf8) else {
                throw refused("it leads out of its folder")
            }
            guard step.count <= Self.longestStep else {
                throw refused("a part of it has more than \(Self.longestStep) bytes")
            }
        }
        self.text = text
    }

    public var steps: [Substring] { text.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) } }

    /// The last step.
    public var name: String { String(steps[steps.count - 1]) }

    /// All but the last step, without a slash at the end.
    public var folder: String { steps.dropLast().joined(separator: "/") }

    public var description: String { text }

    /// By bytes, which is the order of code points too.
    public static func < (left: HubFilePath, right: HubFilePath) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
