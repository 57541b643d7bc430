/// An object with its place and exact colour in one picture.
public struct PlacedObject: Hashable, Sendable {
    public var object: SceneObject
    /// Centre of area, in pixels from the left edge.
    public var horizontal: Float
    /// Centre of area, in pixels from the upper edge.
    public var vertical: Float
    /// Size, in pixels: of a circle the radius, of the others that of a circle of similar size.
    public var radius: Float
    /// Red, green and blue in [-1, 1].
    public var pixel: SIMD4<Float>

    var reach: Reach { object.shape.reach(radius: radius) }
}
