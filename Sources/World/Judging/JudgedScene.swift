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
