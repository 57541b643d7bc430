/// In which respects a picture shows what its caption says.
public struct Verdict: Hashable, Sendable, Codable {
    /// Everything is right, well shaped, and nothing else is in the picture.
    public var fullyRight: Bool
    /// The colours of all objects, whatever their shapes and places.
    public var colours: Bool
    /// The objects, colour and shape, whatever their places.
    public var objects: Bool
    /// The relation holds, or the number of objects is right.
    public var relation: Bool
    public var ground: Bool
}
