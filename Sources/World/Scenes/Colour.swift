/// The colour of an object.
public enum Colour: String, CaseIterable, Sendable, Codable {
    case red, green, blue, yellow, magenta, cyan

    /// Position in `allCases`.
    public var index: Int {
        switch self {
        case .red: 0
        case .green: 1
        case .blue: 2
        case .yellow: 3
        case .magenta: 4
        case .cyan: 5
        }
    }

    /// Red, green and blue in [-1, 1], before jitter.
    public var pixel: SIMD4<Float> {
        switch self {
        case .red: SIMD4(0.85, -0.85, -0.85, 0)
        case .green: SIMD4(-0.85, 0.65, -0.85, 0)
        case .blue: SIMD4(-0.85, -0.7, 0.9, 0)
        case .yellow: SIMD4(0.88, 0.8, -0.85, 0)
        case .magenta: SIMD4(0.8, -0.85, 0.8, 0)
        case .cyan: SIMD4(-0.85, 0.75, 0.8, 0)
        }
    }
}
