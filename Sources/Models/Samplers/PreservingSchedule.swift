/// Steps of DDIM, DDPM and LCM: states are `sqrt(a) · latents + sqrt(1 - a) · noise`, of about the same size at all
/// times.
struct PreservingSchedule {
    private let configuration: SamplerConfiguration
    private let timesteps: [Int]
    private let signal: [Float]
    private let eta: Double

    init(_ configuration: SamplerConfiguration, steps: Int, eta: Double) throws(SamplerError) {
        self.configuration = configuration
        self.eta = eta
        signal = NoiseLevels(configuration).signal
        if configuration.kind == .lcm {
            timesteps = Self.distilled(configuration, steps: steps)
        } else {
            timesteps = configuration.timestepSpacing.timesteps(
                steps, of: configuration.trainTimesteps, offset: configuration.stepsOffset, isWhole: true
            ).map { Int($0) }
        }
        if let outside = timesteps.first(where: { !signal.indices.contains($0) }) {
            throw .timestep(kind: configuration.kind, found: outside, count: signal.count)
        }
    }

    /// Steps evenly chosen from those of the distillation (arXiv 2310.04378).
    private static func distilled(_ configuration: SamplerConfiguration, steps: Int) -> [Int] {
        let ratio = configuration.trainTimesteps / configuration.distilledSteps
        let all = (1...configuration.distilledSteps).reversed().map { $0 * ratio - 1 }
        let stride = Double(all.count) / Double(steps)
        return (0..<steps).map { all[min(Int(Double($0) * stride), all.count - 1)] }
    }

    var steps: [SamplerStep] {
        timesteps.indices.map { index in
            switch configuration.kind {
            case .ddpm: chain(index)
            case .lcm: consistency(index)
            default: implicit(index)
            }
        }
    }

    /// What is left of the signal at a timestep; `end` beyond the last one.
    private func signal(at timestep: Int, end: Double) -> Double {
        timestep >= 0 ? Double(signal[timestep]) : end
    }

    /// Factors of state and prediction in the estimate of the clean latents, and in that of the noise.
    private func estimates(_ a: Double) -> (clean: (Double, Double), noise: (Double, Double)) {
        let (root, rest) = (a.squareRoot(), (1 - a).squareRoot())
        switch configuration.prediction {
        case .epsilon, .flow: return ((1 / root, -rest / root), (0, 1))
        case .velocity: return ((root, -rest), (rest, root))
        case .sample: return ((0, 1), (1 / rest, -root / rest))
        }
    }

    private func step(
        _ index: Int, next: (state: Double, prediction: Double, estimate: Double), noise: Double
    ) -> SamplerStep {
        let a = Double(signal[timesteps[index]])
        return SamplerStep(
            timestep: Double(timesteps[index]), estimate: estimates(a).clean, next: next, noise: noise,
            state: (a.squareRoot(), (1 - a).squareRoot()))
    }

    /// DDIM (arXiv 2010.02502, equations 12 and 16). The step goes back by a fixed number of timesteps, whatever the
    /// next one is.
    private func implicit(_ index: Int) -> SamplerStep {
        let end = configuration.endsWithoutNoise ? 1 : Double(signal[0])
        let now = Double(signal[timesteps[index]])
        let next = signal(
            at: timesteps[index] - configuration.trainTimesteps / timesteps.count, end: end)
        let deviation = eta * ((1 - next) / (1 - now) * (1 - now / next)).squareRoot()
        let direction = max(1 - next - deviation * deviation, 0).squareRoot()
        let noise = estimates(now).noise
        return step(
            index, next: (direction * noise.0, direction * noise.1, next.squareRoot()), noise: deviation)
    }

    /// DDPM (arXiv 2006.11239, equation 7).
    private func chain(_ index: Int) -> SamplerStep {
        let now = Double(signal[timesteps[index]])
        let next = index + 1 < timesteps.count ? Double(signal[timesteps[index + 1]]) : 1
        let beta = 1 - now / next
        // 0 in the last step, where diffusers adds a ten-billionth of noise to be able to take the logarithm.
        let variance = configuration.variance == .fixedLarge ? beta : (1 - next) / (1 - now) * beta
        return step(
            index,
            next: (
                (now / next).squareRoot() * (1 - next) / (1 - now), 0,
                next.squareRoot() * beta / (1 - now)
            ),
            noise: timesteps[index] > 0 ? variance.squareRoot() : 0)
    }

    /// LCM (arXiv 2310.04378, algorithm 3): to the end of the path, then back to the next timestep with fresh noise.
    private func consistency(_ index: Int) -> SamplerStep {
        let time = Double(timesteps[index]) * configuration.timestepScaling
        // The boundary condition with a deviation of the data of 1/2 (arXiv 2303.01469, appendix C).
        let skip = 0.25 / (time * time + 0.25)
        let out = time / (time * time + 0.25).squareRoot()
        guard index + 1 < timesteps.count else { return step(index, next: (skip, 0, out), noise: 0) }
        let next = Double(signal[timesteps[index + 1]])
        let root = next.squareRoot()
        return step(index, next: (root * skip, 0, root * out), noise: (1 - next).squareRoot())
    }
}
