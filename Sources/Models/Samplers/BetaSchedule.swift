import Foundation

/// How the variance of the noise that one timestep of training adds grows with the timestep.
public enum BetaSchedule: String, CaseIterable, Sendable, Codable {
    /// In equal steps (arXiv 2006.11239).
    case linear
    /// Its square root in equal steps (arXiv 2112.10752).
    case scaledLinear = "scaled_linear"
    /// So that what is left of the signal follows a squared cosine (arXiv 2102.09672).
    case squaredCosine = "squaredcos_cap_v2"

    /// The variances. Rounded to float32 where PyTorch rounds.
    func betas(from start: Double, to end: Double, count: Int) -> [Float] {
        switch self {
        case .linear:
            return Self.spaced(Float(start), Float(end), count)
        case .scaledLinear:
            return Self.spaced(Float(start.squareRoot()), Float(end.squareRoot()), count).map { $0 * $0 }
        case .squaredCosine:
            func signal(_ time: Double) -> Double {
                let cosine = cos((time + 0.008) / 1.008 * .pi / 2)
                return cosine * cosine
            }
            return (0..<count).map {
                let (now, next) = (Double($0) / Double(count), Double($0 + 1) / Double(count))
                return Float(min(1 - signal(next) / signal(now), 0.999))
            }
        }
    }

    /// Equal steps, counted from the nearer end.
    private static func spaced(_ start: Float, _ end: Float, _ count: Int) -> [Float] {
        guard count > 1 else { return [start] }
        let step = (end - start) / Float(count - 1)
        return (0..<count).map {
            $0 < count / 2 ? start + step * Float($0) : end - step * Float(count - 1 - $0)
        }
    }
}
