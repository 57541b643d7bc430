/// The extents of a tensor, outermost first; the last axis is contiguous in memory.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// Extents, outermost first. Empty for a scalar.
    public let dimensions: [Int]

    /// Extents that come from outside: a negative one, or a product that overflows, is an error.
    public init(checking dimensions: [Int]) throws(TensorError) {
        var product = 1
        var bound = 1
        for extent in dimensions {
            guard extent >= 0 else { throw .shape(dimensions) }
            // A zero must not hide an overflow of the others: parts of the shape are counted, too.
            let (value, isTooLarge) = bound.multipliedReportingOverflow(by: max(extent, 1))
            guard !isTooLarge, value <= Self.maximumCount else { throw .shape(dimensions) }
            bound = value
            product *= extent
        }
        self.dimensions = dimensions
        count = product
    }

    /// So many float32 values still have a number of bytes.
    static let maximumCount = Int.max / MemoryLayout<Float>.stride

    /// - Precondition: no extent is negative and the product does not overflow.
    public init(_ dimensions: [Int]) {
        self = trusted { () throws(TensorError) in try Shape(checking: dimensions) }
    }

    public init(arrayLiteral elements: Int...) { self.init(elements) }

    /// Number of elements.
    public let count: Int

    /// Number of axes.
    public var rank: Int { dimensions.count }

    /// The extent of an axis; negative axes count from the end.
    public subscript(axis: Int) -> Int { dimensions[axis < 0 ? axis + rank : axis] }

    public var last: Int { dimensions.last ?? 1 }

    /// Product of all extents but the last.
    public var rows: Int { dimensions.dropLast().reduce(1, *) }

    public var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }

    public static func == (left: Shape, right: Shape) -> Bool { left.dimensions == right.dimensions }

    public func hash(into hasher: inout Hasher) { hasher.combine(dimensions) }
}
