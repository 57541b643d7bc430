/// What lies behind the objects.
public enum Ground: String, CaseIterable, Sendable, Codable {
    case black, gray, white

    /// Position in `allCases`.
    public var index: Int {
        switch self {
        case .black: 0
        case .gray: 1
        case .white: 2
        }
    }

    /// Red, green and blue in [-1, 1], before jitter.
    public var pixel: SIMD4<Float> {
        switch self {
        case .black: SIMD4(-0.92, -0.92, -0.92, 0)
        case .gray: SIMD4(0, 0, 0, 0)
        case .white: SIMD4(0.92, 0.92, 0.92, 0)
        }
    }
}
