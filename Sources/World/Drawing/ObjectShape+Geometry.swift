/// How far an outline reaches from its centre (of area), in pixels.
struct Reach {
    var left: Float
    var right: Float
    var up: Float
    var down: Float

    var width: Float { left + right }
    var height: Float { up + down }
}

extension ObjectShape {
    /// Half the side of a square, in radii; chosen for about the area of the circle.
    static let squareHalfSide: Float = 0.87
    /// Distance from the centre to a corner of the triangle, in radii; its sides lie half as far.
    static let triangleCorner: Float = 1.15
    private static let halfRootOfThree: Float = 0.866_025_4

    /// The area in pixels.
    func area(radius: Float) -> Float {
        switch self {
        case .circle: .pi * radius * radius
        case .square: 4 * Self.squareHalfSide * Self.squareHalfSide * radius * radius
        // 3 sqrt(3) / 4 R^2
        case .triangle:
            1.5 * Self.halfRootOfThree * Self.triangleCorner * Self.triangleCorner * radius * radius
        }
    }

    /// The radius at which the outline has the area.
    func radius(area: Float) -> Float { (area / self.area(radius: 1)).squareRoot() }

    func reach(radius: Float) -> Reach {
        switch self {
        case .circle:
            return Reach(left: radius, right: radius, up: radius, down: radius)
        case .square:
            let half = Self.squareHalfSide * radius
            return Reach(left: half, right: half, up: half, down: half)
        case .triangle:
            let corner = Self.triangleCorner * radius
            let side = corner * Self.halfRootOfThree
            return Reach(left: side, right: side, up: corner, down: corner / 2)
        }
    }

    /// Signed distance of a point from the outline, negative inside; the offset is from the centre, rows
    /// downwards. Outside of corners it is the distance to the nearer side's line, which is all that
    /// anti-aliasing needs.
    @inline(__always)
    func distance(_ horizontal: Float, _ vertical: Float, radius: Float) -> Float {
        switch self {
        case .circle:
            return (horizontal * horizontal + vertical * vertical).squareRoot() - radius
        case .square:
            return max(abs(horizontal), abs(vertical)) - Self.squareHalfSide * radius
        case .triangle:
            let slanted = abs(horizontal) * Self.halfRootOfThree - vertical * 0.5
            return max(slanted, vertical) - 0.5 * Self.triangleCorner * radius
        }
    }

    /// The part of a pixel that the outline covers, in 0...1; it falls off over `edge` pixels.
    @inline(__always)
    func coverage(_ horizontal: Float, _ vertical: Float, radius: Float, edge: Float = 1) -> Float {
        min(1, max(0, 0.5 - distance(horizontal, vertical, radius: radius) / edge))
    }
}
