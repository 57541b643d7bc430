/// A text that is no reference to a model of the hub.
public struct HubReferenceError: Error, Hashable, Sendable {
    public var text: String
    public var reason: String
}

extension HubReferenceError: CustomStringConvertible {
    /// Without the text itself.
    public var problem: String { "\(reason); expected hub:organisation/name@revision" }

    public var description: String { "\(HubText.plain(text)): \(problem)" }
}
