/// Random places by cutting the picture: each object gets a room of its own, and lies anywhere in it.
enum Placement {
    /// Pixels kept free at the edge.
    static let margin: Float = 0.75
    /// Pixels kept free between the rooms of two objects.
    static let gap: Float = 1.75
    /// Sizes of objects, in pixels.
    static let radii: (Float, Float) = (5, 8)
    /// Three objects only fit when smaller.
    static let radiiOfThree: (Float, Float) = (5, 6.25)
    /// In a relation, the longest offset across its axis, in parts of the offset along it.
    static let crosswise: Float = 0.6

    static var range: (Float, Float) { (margin, Float(Scene.size) - margin) }

    static func placeOne(_ objects: inout [PlacedObject], using generator: inout some RandomNumberGenerator) {
        objects[0].radius = generator.uniform(radii.0, radii.1)
        let reach = objects[0].reach
        objects[0].horizontal = generator.uniform(range.0 + reach.left, range.1 - reach.right)
        objects[0].vertical = generator.uniform(range.0 + reach.up, range.1 - reach.down)
    }

    static func placePair(
        _ objects: inout [PlacedObject], relation: Relation, using generator: inout some RandomNumberGenerator
    ) {
        let across = relation.isHorizontal
        for index in 0..<2 { objects[index].radius = generator.uniform(radii.0, radii.1) }
        // Two large ones beside each other may not fit: shrink both.
        let room = range.1 - range.0 - gap
        let needed = objects[0].along(across) + objects[1].along(across)
        if needed > room {
            for index in 0..<2 { objects[index].radius *= room / needed }
        }

        let order = relation.firstComesFirst ? (0, 1) : (1, 0)
        let free = max(0, room - objects[0].along(across) - objects[1].along(across))
        let cut = range.0 + objects[order.0].along(across) + free * generator.unit()
        objects[order.0].place(across, range.0, cut, using: &generator)
        objects[order.1].place(across, cut + gap, range.1, using: &generator)

        let limit = crosswise * abs(objects[1].centre(across) - objects[0].centre(across))
        objects[0].place(!across, range.0, range.1, using: &generator)
        let centre = objects[0].centre(!across)
        let (before, after) = objects[1].reaches(!across)
        objects[1].setCentre(
            !across,
            generator.uniform(max(range.0 + before, centre - limit), min(range.1 - after, centre + limit)))
    }

    /// One object on one side, two beside each other on the other side.
    static func placeThree(_ objects: inout [PlacedObject], using generator: inout some RandomNumberGenerator)
    {
        for index in 0..<3 { objects[index].radius = generator.uniform(radiiOfThree.0, radiiOfThree.1) }
        let across = generator.index(below: 2) == 0
        let alone = objects[0].along(across)
        let together = max(objects[1].along(across), objects[2].along(across))
        let free = max(0, range.1 - range.0 - gap - alone - together)
        if generator.index(below: 2) == 0 {
            let cut = range.0 + alone + free * generator.unit()
            objects[0].place(across, range.0, cut, using: &generator)
            for index in 1...2 { objects[index].place(across, cut + gap, range.1, using: &generator) }
        } else {
            let cut = range.0 + together + free * generator.unit()
            objects[0].place(across, cut + gap, range.1, using: &generator)
            for index in 1...2 { objects[index].place(across, range.0, cut, using: &generator) }
        }
        objects[0].place(!across, range.0, range.1, using: &generator)
        let spare = max(0, range.1 - range.0 - gap - objects[1].along(!across) - objects[2].along(!across))
        let cut = range.0 + objects[1].along(!across) + spare * generator.unit()
        objects[1].place(!across, range.0, cut, using: &generator)
        objects[2].place(!across, cut + gap, range.1, using: &generator)
    }
}

extension PlacedObject {
    /// How far the object reaches before and after its centre on an axis.
    fileprivate func reaches(_ horizontally: Bool) -> (Float, Float) {
        let reach = reach
        return horizontally ? (reach.left, reach.right) : (reach.up, reach.down)
    }

    fileprivate func along(_ horizontally: Bool) -> Float { horizontally ? reach.width : reach.height }

    fileprivate func centre(_ horizontally: Bool) -> Float { horizontally ? horizontal : vertical }

    fileprivate mutating func setCentre(_ horizontally: Bool, _ value: Float) {
        if horizontally { horizontal = value } else { vertical = value }
    }

    /// Puts the object anywhere between the bounds of its room.
    fileprivate mutating func place(
        _ horizontally: Bool, _ lower: Float, _ upper: Float,
        using generator: inout some RandomNumberGenerator
    ) {
        let (before, after) = reaches(horizontally)
        setCentre(horizontally, generator.uniform(lower + before, upper - after))
    }
}
