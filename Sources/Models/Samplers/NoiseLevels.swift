/// What is left of the signal at each timestep of training.
///
/// A noisy state of timestep t is `sqrt(a) · latents + sqrt(1 - a) · noise` with a = `signal[t]`, the product of
/// 1 - beta up to t (arXiv 2006.11239). Numbers are rounded to float32 where PyTorch rounds: at small timesteps,
/// 1 - a has few digits left, and any other rounding would show.
struct NoiseLevels: Sendable, Hashable {
    let signal: [Float]

    init(_ configuration: SamplerConfiguration) {
        var betas = configuration.betaSchedule.betas(
            from: configuration.betaStart, to: configuration.betaEnd, count: configuration.trainTimesteps)
        if configuration.endsWithoutSignal { betas = Self.rescaled(betas) }
        var signal = Self.products(of: betas)
        // Euler's deviation would be infinite without any signal.
        if configuration.endsWithoutSignal && configuration.kind.explodes {
            signal[signal.count - 1] = 0x1p-24
        }
        self.signal = signal
    }

    private static func products(of betas: [Float]) -> [Float] {
        var product = 1.0
        return betas.map {
            product *= Double(1 - $0)
            return Float(product)
        }
    }

    /// Betas that leave no signal at the last timestep and as much as before at the first (arXiv 2305.08891,
    /// algorithm 1).
    private static func rescaled(_ betas: [Float]) -> [Float] {
        let roots = products(of: betas).map { $0.squareRoot() }
        let (first, last) = (roots[0], roots[roots.count - 1])
        let factor = first / (first - last)
        let signal = roots.map { root -> Float in
            let moved = (root - last) * factor
            return moved * moved
        }
        return signal.indices.map { 1 - ($0 == 0 ? signal[0] : signal[$0] / signal[$0 - 1]) }
    }

    /// The deviation of the noise beside latents that are not scaled down, at every timestep.
    var deviations: [Float] { signal.map { ((1 - $0) / $0).squareRoot() } }

    /// `deviations` at any timestep, by straight lines; beyond the ends, that of the end.
    static func deviation(at timestep: Double, of deviations: [Float]) -> Double {
        let last = deviations.count - 1
        guard timestep > 0 else { return Double(deviations[0]) }
        guard timestep < Double(last) else { return Double(deviations[last]) }
        let lower = Int(timestep)
        let (low, high) = (Double(deviations[lower]), Double(deviations[lower + 1]))
        return low + (high - low) * (timestep - Double(lower))
    }
}
