import Models
import Tensors
import Testing

/// What holds for every sampler, whatever diffusers does.
@Suite struct SamplerTests {
    static let configurations: [SamplerConfiguration] = SamplerKind.allCases.flatMap { kind in
        let predictions: [PredictionType] =
            switch kind {
            case .flowMatchEuler: [.flow]
            case .eulerAncestral: [.epsilon, .velocity]
            default: [.epsilon, .velocity, .sample]
            }
        return predictions.map { prediction in
            var configuration = SamplerConfiguration(kind)
            configuration.prediction = prediction
            configuration.clip = nil
            configuration.timestepSpacing = .trailing
            return configuration
        }
    }

    private func normals(_ name: String) -> Tensor {
        .normal([2, 2, 3, 4], from: RandomStream(seed: 5).stream(name))
    }

    /// What a network would predict that knows the clean latents and the noise.
    private func truth(_ clean: Tensor, _ noise: Tensor, _ step: SamplerStep, _ sampler: Sampler) -> Tensor {
        switch sampler.configuration.prediction {
        case .epsilon: return noise
        case .sample: return clean
        case .flow: return noise - clean
        case .velocity:
            // On the circle, so for a state that is scaled to keep its size.
            let size = (step.signal * step.signal + step.deviation * step.deviation).squareRoot()
            return noise * (step.signal / size) - clean * (step.deviation / size)
        }
    }

    /// With a true prediction, the Tweedie estimate is the clean latents, at every step.
    @Test(arguments: configurations) func estimateOfTruth(configuration: SamplerConfiguration) throws {
        let sampler = try Sampler(configuration, steps: 5)
        let (clean, noise) = (normals("clean"), normals("noise"))
        for (index, step) in sampler.steps.enumerated() {
            let state = try sampler.state(of: clean, noise: noise, step: index)
            let estimate = try sampler.estimate(
                state, prediction: truth(clean, noise, step, sampler), step: index)
            // Where little signal is left, rounding is multiplied.
            let tolerance = 1e-5 * (1 + step.deviation / step.signal)
            for (found, expected) in zip(estimate.elements, clean.elements) {
                #expect(abs(found - expected) < tolerance, "step \(index)")
            }
        }
    }

    /// With true predictions, all samplers without fresh noise stay on the path from noise to latents.
    @Test(arguments: configurations) func pathOfTruth(configuration: SamplerConfiguration) throws {
        let sampler = try Sampler(configuration, steps: 5)
        try #require(sampler.steps.last!.noise == 0)
        let (clean, noise) = (normals("clean"), normals("noise"))
        var state = try sampler.state(of: clean, noise: noise, step: 0)
        for (index, step) in sampler.steps.enumerated() where step.noise == 0 {
            if index > 0 { state = try sampler.state(of: clean, noise: noise, step: index) }
            state = try sampler.step(
                state, prediction: truth(clean, noise, step, sampler), step: index
            ).next
            guard index + 1 < sampler.count else { continue }
            let next = sampler.steps[index + 1]
            let expected = clean * next.signal + noise * next.deviation
            for (found, expected) in zip(state.elements, expected.elements) {
                #expect(abs(found - expected) < 2e-5 * (1 + step.deviation / step.signal), "step \(index)")
            }
        }
        for (found, expected) in zip(state.elements, clean.elements) {
            #expect(abs(found - expected) < 1e-3)
        }
    }

    /// Fresh noise brings the state to the deviation of the next step.
    @Test(arguments: [SamplerKind.eulerAncestral, .lcm, .ddim]) func freshNoise(kind: SamplerKind) throws {
        var configuration = SamplerConfiguration(kind)
        configuration.clip = nil
        configuration.timestepSpacing = .trailing
        let sampler = try Sampler(configuration, steps: 5, eta: kind == .ddim ? 0.6 : 0)
        for (step, next) in zip(sampler.steps, sampler.steps.dropFirst()) {
            #expect(step.noise > 0)
            // State and true noise, followed to the next state.
            let kept =
                step.nextOfState * step.deviation + step.nextOfPrediction
                + step.nextOfEstimate
                * (step.estimateOfState * step.deviation + step.estimateOfPrediction)
            let deviation = (kept * kept + step.noise * step.noise).squareRoot()
            #expect(abs(deviation - next.deviation) < 1e-4 * next.deviation)
        }
    }

    @Test(arguments: configurations) func gradients(configuration: SamplerConfiguration) throws {
        let sampler = try Sampler(configuration, steps: 3)
        let (fresh, weights) = (normals("fresh"), normals("weights"))
        for index in 0..<3 {
            try GradientCheck(at: normals("state")) { state in
                let prediction = SamplerFixture.network(
                    sampler.modelInput(state, step: index), sampler.timesteps[index])
                let result = try! sampler.step(
                    state, prediction: prediction, step: index, noise: fresh * 0.05)
                return (result.next * weights).sum() + result.estimate.squared.sum() * 0.1
            }.verify(step: 0.05)
        }
    }

    /// A state gives the same bytes alone and in a batch.
    @Test(arguments: configurations) func batches(configuration: SamplerConfiguration) throws {
        let sampler = try Sampler(configuration, steps: 3)
        let (state, prediction, noise) = (normals("state"), normals("prediction"), normals("noise"))
        let both = try sampler.step(state, prediction: prediction, step: 1, noise: noise)
        let second = try sampler.step(
            state.sliced(axis: 0, 1..<2), prediction: prediction.sliced(axis: 0, 1..<2), step: 1,
            noise: noise.sliced(axis: 0, 1..<2))
        #expect(both.next.sliced(axis: 0, 1..<2).elements == second.next.elements)
        #expect(both.estimate.sliced(axis: 0, 1..<2).elements == second.estimate.elements)
    }
}
