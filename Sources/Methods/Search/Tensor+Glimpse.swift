import Tensors

extension Tensor {
    /// Means of blocks, so that no side is longer than this.
    private static let longestSide = 64

    /// A picture `[H, W, C]` as a report shows it beside many others.
    var glimpse: Tensor {
        let (height, width, channels) = (shape[0], shape[1], shape[2])
        let factor = (max(height, width) + Self.longestSide - 1) / Self.longestSide
        guard factor > 1, height >= factor, width >= factor else { return self }
        let (rows, columns) = (height / factor, width / factor)
        return withUnsafeElements { elements in
            Tensor(shape: [rows, columns, channels]) { buffer in
                for row in 0..<rows {
                    for column in 0..<columns {
                        for channel in 0..<channels {
                            var sum: Float = 0
                            for y in row * factor..<(row + 1) * factor {
                                for x in column * factor..<(column + 1) * factor {
                                    sum += elements[(y * width + x) * channels + channel]
                                }
                            }
                            buffer[(row * columns + column) * channels + channel] =
                                sum / Float(factor * factor)
                        }
                    }
                }
            }
        }
    }
}
