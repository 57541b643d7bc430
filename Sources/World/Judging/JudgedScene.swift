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
}

/// What the judge reads in a picture.
public struct JudgedScene: Hashable, Sendable {
    /// Nil when no ground covers enough of the picture.
    public var ground: Ground?
    /// Largest first.
    public var objects: [JudgedObject]
    /// Pixels that are neither ground nor part of an object.
    public var strayPixels: Int

    /// More stray pixels make the picture unreadable.
    public static let strayLimit = 40

    /// The scene in its canonical form, nil when the picture shows none that a caption could describe.
    public var description: SceneDescription? {
        guard let ground, strayPixels <= Self.strayLimit, let first = objects.first,
            objects.allSatisfy({ $0.fit >= JudgedObject.goodFit })
        else { return nil }
        let areEqual = objects.allSatisfy { $0.object == first.object }
        if objects.count == 1 { return .single(first.object, on: ground) }
        if areEqual, let count = ObjectCount(number: objects.count) {
            return .count(count, first.object, on: ground)
        }
        guard objects.count == 2 else { return nil }
        return SceneDescription.relation(
            first.object, first.relation(to: objects[1]), objects[1].object, on: ground
        ).canonical
    }
}

extension JudgedObject {
    func relation(to other: JudgedObject) -> Relation {
        Relation(horizontal: other.horizontal - horizontal, vertical: other.vertical - vertical)
    }
}
