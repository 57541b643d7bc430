/// The extents of a tensor, outermost first; the last axis is contiguous in memory.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// Extents, outermost first. Empty for a scalar.
    public let dimensions: [Int]

    /// - Precondition: no extent is negative and the product does not overflow.
    public init(_ dimensions: [Int]) {
        var product = 1
        for extent in dimensions {
            let (value, overflow) = product.multipliedReportingOverflow(by: extent)
            precondition(
                extent >= 0 && !overflow, "a shape needs extents >= 0 whose product fits: \(dimensions)")
            product = value
        }
        self.dimensions = dimensions
        self.count = product
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
    public var rows: Int { last == 0 ? 0 : count / last }

    public var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }

    public static func == (left: Shape, right: Shape) -> Bool { left.dimensions == right.dimensions }

    public func hash(into hasher: inout Hasher) { hasher.combine(dimensions) }
}
