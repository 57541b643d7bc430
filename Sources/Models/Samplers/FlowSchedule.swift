/// Steps of Euler's method on straight paths: states are `(1 - σ) · latents + σ · noise` (arXiv 2403.03206).
struct FlowSchedule {
    private let configuration: SamplerConfiguration
    /// σ before each step, and after the last one.
    private let deviations: [Double]

    init(_ configuration: SamplerConfiguration, steps: Int) {
        self.configuration = configuration
        let count = Double(configuration.trainTimesteps)
        func shifted(_ time: Double) -> Double {
            configuration.shift * time / (1 + (configuration.shift - 1) * time)
        }
        // diffusers shifts the ends once and then all times again; models are tuned to that.
        let (first, last) = (Double(Float(shifted(1))) * count, Double(Float(shifted(1 / count))) * count)
        deviations =
            (0..<steps).map { index in
                let part = steps > 1 ? Double(index) / Double(steps - 1) : 0
                return Double(Float(shifted((first + part * (last - first)) / count)))
            } + [0]
    }

    var steps: [SamplerStep] {
        (0..<deviations.count - 1).map { index in
            let (now, next) = (deviations[index], deviations[index + 1])
            let isStochastic = configuration.isStochastic
            return SamplerStep(
                timestep: Double(Float(now) * Float(configuration.trainTimesteps)),
                estimate: (1, -now),
                next: isStochastic ? (0, 0, 1 - next) : (1, next - now, 0),
                noise: isStochastic ? next : 0, state: (1 - now, now))
        }
    }
}
