import Tensors

/// One axis of a picture in another size: for each new pixel, a range of old ones and their weights, which add up to 1.
///
///     old  | . | . | x | x | x | x | . |        start = 2, values = 4 weights
///     new  |     |     |  o  |     |            the centre of o lies in the middle of them
struct ResamplingWeights: Sendable {
    struct Pixel: Sendable {
        let start: Int
        let values: [Double]
    }

    let oldSize: Int
    let pixels: [Pixel]

    /// - Precondition: both sizes are positive.
    init(from oldSize: Int, to newSize: Int, filter: ResamplingFilter) {
        precondition(oldSize > 0 && newSize > 0, "no axis of \(oldSize) becomes one of \(newSize)")
        self.oldSize = oldSize
        let scale = Double(oldSize) / Double(newSize)
        let widening = max(scale, 1)
        let support = filter.support * widening
        pixels = (0..<newSize).map { position in
            let centre = (Double(position) + 0.5) * scale
            let start = max(Int(centre - support + 0.5), 0)
            let end = min(Int(centre + support + 0.5), oldSize)
            let raw = (start..<end).map { filter.weight((Double($0) - centre + 0.5) / widening) }
            let sum = raw.reduce(0, +)
            return Pixel(start: start, values: sum == 0 ? raw : raw.map { $0 / sum })
        }
    }

    /// `[new, old]`, mostly zeros.
    var matrix: Tensor {
        Tensor(shape: [pixels.count, oldSize]) { buffer in
            buffer.update(repeating: 0)
            for (row, pixel) in pixels.enumerated() {
                for (offset, value) in pixel.values.enumerated() {
                    buffer[row * oldSize + pixel.start + offset] = Float(value)
                }
            }
        }
    }
}
