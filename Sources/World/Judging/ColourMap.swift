/// For each pixel the colour that it shows, and how much of it.
///
/// A pixel is a mixture of the ground and one colour (edges are anti-aliased), so it is compared with the
/// line from the ground to each colour, and not with the colours alone: half blue over white is nearer to
/// gray than to blue.
struct ColourMap {
    /// Index of the colour, `ground` or `unknown`.
    private var labels: [UInt8]
    /// The part of the pixel that the colour covers, in 0...1.
    private var covers: [Float]
    /// For edges of objects: which colour the cover is of, whether or not it is more than half.
    private var nearest: [UInt8]

    private static let ground: UInt8 = 255
    private static let unknown: UInt8 = 254
    /// The longest distance of a pixel from the lines.
    private static let tolerance: Float = 0.65
    private static let colourPixels = Colour.allCases.map(\.pixel)
    private static let size = Scene.size

    /// Pixels that are on no line.
    private(set) var unknownPixels = 0

    init(_ pixels: UnsafeBufferPointer<Float>, ground: SIMD4<Float>) {
        let count = Self.size * Self.size
        labels = [UInt8](repeating: Self.unknown, count: count)
        covers = [Float](repeating: 0, count: count)
        nearest = labels
        let lines = Self.colourPixels.map { colour in
            let line = colour - ground
            return (line, 1 / (line * line).sum())
        }
        for index in 0..<count {
            let pixel = SIMD4(pixels[3 * index], pixels[3 * index + 1], pixels[3 * index + 2], 0)
            let offset = pixel - ground
            var best = Self.tolerance * Self.tolerance
            for (colour, (line, scale)) in lines.enumerated() {
                let cover = min(1, max(0, (offset * line).sum() * scale))
                let rest = offset - line * cover
                let distance = (rest * rest).sum()
                // False for pixels that are not numbers, which so stay unknown.
                if distance < best {
                    best = distance
                    nearest[index] = UInt8(colour)
                    covers[index] = cover
                }
            }
            guard nearest[index] != Self.unknown else {
                unknownPixels += 1
                continue
            }
            labels[index] = covers[index] >= 0.5 ? nearest[index] : Self.ground
        }
    }

    /// Pixels of one colour that touch each other by an edge.
    func components() -> [[Int]] {
        var isSeen = labels.map { $0 >= Self.unknown }
        var components: [[Int]] = []
        for start in labels.indices where !isSeen[start] {
            isSeen[start] = true
            var component = [start]
            var next = 0
            while next < component.count {
                let pixel = component[next]
                next += 1
                forEachNeighbour(of: pixel) { neighbour in
                    if !isSeen[neighbour], labels[neighbour] == labels[start] {
                        isSeen[neighbour] = true
                        component.append(neighbour)
                    }
                }
            }
            components.append(component)
        }
        return components
    }

    private func forEachNeighbour(of pixel: Int, _ body: (Int) -> Void) {
        let (row, column) = (pixel / Self.size, pixel % Self.size)
        if row > 0 { body(pixel - Self.size) }
        if row + 1 < Self.size { body(pixel + Self.size) }
        if column > 0 { body(pixel - 1) }
        if column + 1 < Self.size { body(pixel + 1) }
    }

    /// The object that a component shows: the outline that fits it best.
    func object(_ component: [Int]) -> JudgedObject {
        let colour = labels[component[0]]
        // Cover of this object only: its pixels, and its edge where less than half of the pixel is covered.
        var own = [Float](repeating: 0, count: labels.count)
        for pixel in component {
            own[pixel] = covers[pixel]
            forEachNeighbour(of: pixel) { neighbour in
                if labels[neighbour] == Self.ground, nearest[neighbour] == colour {
                    own[neighbour] = covers[neighbour]
                }
            }
        }
        var area: Float = 0
        var horizontal: Float = 0
        var vertical: Float = 0
        for (pixel, cover) in own.enumerated() where cover > 0 {
            area += cover
            horizontal += cover * (Float(pixel % Self.size) + 0.5)
            vertical += cover * (Float(pixel / Self.size) + 0.5)
        }
        horizontal /= area
        vertical /= area

        var best: (shape: ObjectShape, fit: Float) = (.circle, -1)
        for shape in ObjectShape.allCases {
            let fit = fit(of: shape, area: area, horizontal: horizontal, vertical: vertical, cover: own)
            if fit > best.fit { best = (shape, fit) }
        }
        return JudgedObject(
            object: SceneObject(Colour.allCases[Int(colour)], best.shape), horizontal: horizontal,
            vertical: vertical, area: area, fit: best.fit)
    }

    /// Intersection over union with the ideal outline, with sharp or soft edges, whichever is nearer:
    /// rounding the corners by blur must not make squares circles.
    private func fit(
        of shape: ObjectShape, area: Float, horizontal: Float, vertical: Float, cover: [Float]
    ) -> Float {
        let radius = shape.radius(area: area)
        let reach = Int(1.2 * radius) + 3
        let rows = max(0, Int(vertical) - reach)...min(Self.size - 1, Int(vertical) + reach)
        let columns = max(0, Int(horizontal) - reach)...min(Self.size - 1, Int(horizontal) + reach)
        var best: Float = 0
        for edge: Float in [1, 3] {
            var intersection: Float = 0
            var union: Float = 0
            for row in rows {
                for column in columns {
                    let ideal = shape.coverage(
                        Float(column) + 0.5 - horizontal, Float(row) + 0.5 - vertical, radius: radius,
                        edge: edge)
                    let found = cover[row * Self.size + column]
                    intersection += min(ideal, found)
                    union += max(ideal, found)
                }
            }
            best = max(best, intersection / union)
        }
        return best
    }
}
