/// A picture before it is drawn: every object's place, size and exact colour.
public struct Scene: Hashable, Sendable {
    /// Width and height of pictures, in pixels.
    public static let size = 32
    /// Red, green, blue.
    public static let channels = 3
    /// Floats in one picture.
    public static let pixelCount = size * size * channels

    public let description: SceneDescription
    public let objects: [PlacedObject]
    /// Red, green and blue of the ground, in [-1, 1].
    public let ground: SIMD4<Float>

    /// A random picture of which the description is right.
    ///
    /// Objects never touch: between their bounding boxes lies a gap on one axis. In a relation the offset on
    /// the axis of the relation is clearly the longer one, so no other relation is right.
    public init(_ description: SceneDescription, using generator: inout some RandomNumberGenerator) {
        self.description = description
        var objects = description.objects.map { object in
            PlacedObject(
                object: object, horizontal: 0, vertical: 0, radius: 0,
                pixel: Self.jittered(object.colour.pixel, by: 0.08, using: &generator))
        }
        switch description {
        case .single:
            Placement.placeOne(&objects, using: &generator)
        case .relation(_, let relation, _, _):
            Placement.placePair(&objects, relation: relation, using: &generator)
        case .count(.two, _, _):
            let relation = generator.element(of: Relation.allCases)
            Placement.placePair(&objects, relation: relation, using: &generator)
        case .count(.three, _, _):
            Placement.placeThree(&objects, using: &generator)
        }
        self.objects = objects
        let shade = generator.uniform(-0.06, 0.06)
        ground = Self.jittered(
            description.ground.pixel + SIMD4(shade, shade, shade, 0), by: 0.02, using: &generator)
    }

    /// A random picture for a caption.
    public init(_ caption: Caption, using generator: inout some RandomNumberGenerator) {
        self.init(caption.scene, using: &generator)
    }

    private static func jittered(
        _ pixel: SIMD4<Float>, by amount: Float, using generator: inout some RandomNumberGenerator
    ) -> SIMD4<Float> {
        let jitter = SIMD4(
            generator.uniform(-amount, amount), generator.uniform(-amount, amount),
            generator.uniform(-amount, amount), 0)
        return (pixel + jitter).clamped(lowerBound: SIMD4(repeating: -1), upperBound: SIMD4(repeating: 1))
    }
}
