import Foundation

/// Steps of Euler's method, with and without fresh noise: states are `latents + σ · noise` (arXiv 2206.00364).
struct ExplodingSchedule {
    private let configuration: SamplerConfiguration
    private let timesteps: [Double]
    /// σ before each step, and after the last one.
    private let deviations: [Double]

    init(_ configuration: SamplerConfiguration, steps: Int) {
        self.configuration = configuration
        let trained = NoiseLevels(configuration).deviations
        let spaced = configuration.timestepSpacing.timesteps(
            steps, of: configuration.trainTimesteps, offset: configuration.stepsOffset, isWhole: false)
        var chosen = spaced.map { NoiseLevels.deviation(at: $0, of: trained) }
        if configuration.usesKarrasDeviations {
            chosen = Self.karras(
                from: configuration.largestDeviation ?? chosen[0],
                to: configuration.smallestDeviation ?? chosen[steps - 1], count: steps)
            let logarithms = trained.map { Double(Float(log(Double($0)))) }
            timesteps = chosen.map { Self.timestep(ofLogarithm: log(max($0, 1e-10)), in: logarithms) }
        } else {
            timesteps = spaced
        }
        let final = configuration.finalDeviation == .zero ? 0 : Double(trained[0])
        deviations = (chosen + [final]).map { Double(Float($0)) }
    }

    /// The steps, and the factor of the first noise.
    var steps: ([SamplerStep], Float) {
        let largest = deviations.max()!
        let scale =
            configuration.timestepSpacing == .leading ? (largest * largest + 1).squareRoot() : largest
        let steps = timesteps.indices.map { index in
            let (now, next) = (deviations[index], deviations[index + 1])
            // Part of the noise is taken away and drawn anew, so that the state keeps the deviation `next`.
            let up =
                configuration.kind == .eulerAncestral
                ? next * max(1 - (next * next) / (now * now), 0).squareRoot() : 0
            let down = max(next * next - up * up, 0).squareRoot()
            return SamplerStep(
                timestep: timesteps[index], inputScale: 1 / (now * now + 1).squareRoot(),
                estimate: estimate(now), next: (down / now, 0, 1 - down / now), noise: up,
                state: (1, now))
        }
        return (steps, Float(scale))
    }

    private func estimate(_ deviation: Double) -> (Double, Double) {
        let power = deviation * deviation + 1
        switch configuration.prediction {
        case .epsilon, .flow: return (1, -deviation)
        case .velocity: return (1 / power, -deviation / power.squareRoot())
        case .sample: return (0, 1)
        }
    }

    /// Deviations whose 7th roots are evenly spaced (arXiv 2206.00364, equation 5).
    private static func karras(from largest: Double, to smallest: Double, count: Int) -> [Double] {
        let (first, last) = (pow(largest, 1 / 7), pow(smallest, 1 / 7))
        return (0..<count).map {
            let part = count > 1 ? Double($0) / Double(count - 1) : 0
            return pow(first + part * (last - first), 7)
        }
    }

    /// Where a deviation lies between the timesteps of training, on the scale of logarithms.
    private static func timestep(ofLogarithm value: Double, in logarithms: [Double]) -> Double {
        guard logarithms.count > 1 else { return 0 }
        let below = logarithms.lastIndex { $0 <= value } ?? 0
        let low = min(below, logarithms.count - 2)
        let part = (logarithms[low] - value) / (logarithms[low] - logarithms[low + 1])
        return Double(low) + min(max(part, 0), 1)
    }
}
