/// How a pixel of a resized picture is put together from pixels of the original.
///
/// Both are those of Pillow and of `interpolate(antialias=True)` in PyTorch: where a picture becomes smaller, the filter
/// becomes wider by the same factor.
public enum ResamplingFilter: Int, Sendable, Hashable, CaseIterable {
    /// A triangle over two pixels. The raw value is Pillow's number.
    case bilinear = 2
    /// Cubics over four pixels with a = -1/2 (Keys 1981).
    case bicubic = 3

    /// Pixels on each side that count, at the original size.
    var support: Double { self == .bilinear ? 1 : 2 }

    /// The weight of a pixel so far away.
    func weight(_ distance: Double) -> Double {
        let distance = abs(distance)
        switch self {
        case .bilinear:
            return max(1 - distance, 0)
        case .bicubic:
            if distance < 1 { return (1.5 * distance - 2.5) * distance * distance + 1 }
            if distance < 2 { return ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 }
            return 0
        }
    }
}
