/// A line of a chart.
public struct Series: Sendable {
    public struct Point: Sendable {
        public var x: Double
        public var y: Double
        /// Nil where it is not known.
        public var standardError: Double?

        public init(_ x: Double, _ y: Double, standardError: Double? = nil) {
            self.x = x
            self.y = y
            self.standardError = standardError
        }
    }

    public var name: String
    public var points: [Point]

    public init(_ name: String, points: [Point]) {
        self.name = name
        self.points = points
    }

    public init(name: String, points: [(x: Double, y: Double, standardError: Double?)]) {
        self.init(name, points: points.map { Point($0.x, $0.y, standardError: $0.standardError) })
    }
}
