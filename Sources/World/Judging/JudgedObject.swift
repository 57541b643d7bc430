/// An object that the judge found.
public struct JudgedObject: Hashable, Sendable {
    public var object: SceneObject
    /// Centre of area, in pixels from the left edge.
    public var horizontal: Float
    /// Centre of area, in pixels from the upper edge.
    public var vertical: Float
    /// Pixels covered.
    public var area: Float
    /// How well the outline fits: intersection over union with the ideal one of the same area and centre, in
    /// 0...1.
    public var fit: Float

    /// Below this the object counts as misshapen.
    public static let goodFit: Float = 0.78

    func relation(to other: JudgedObject) -> Relation {
        Relation(horizontal: other.horizontal - horizontal, vertical: other.vertical - vertical)
    }
}
