import Models
import Tensors

/// Takes the time of one call of each model, for budgets in seconds.
struct CallClock {
    let models: SearchModels
    let prompt: SearchPrompt
    let ascends: Bool

    /// Candidates in a timed batch, where the models take as many.
    private static let batch = 8
    /// The least of so many times: whatever else the machine does makes calls longer, never shorter.
    private static let repeats = 3

    func seconds() throws -> CallSeconds {
        let pool = try TrajectoryPool(models: models, prompts: [prompt], scoredSteps: [])
        let count = min(Self.batch, models.largestScoredBatch)
        let places = Array(repeating: 0, count: count)
        let generator = models.generator
        let noise = pool.blank(count)
        let state = generator.start(noise)
        let words = pool.conditioning.gathered(places)
        let pictures = Execution.withoutGradients { generator.pictures(of: state) }
        var seconds: [SearchCall: Double] = [:]
        seconds[.denoiser] =
            time { _ = generator.prediction(state, index: 0, conditioning: words).elements }
            / Double(count)
        seconds[.decoder] = time { _ = generator.pictures(of: state).elements } / Double(count)
        let level = TrajectoryPool.Level(step: nil, isNoiseAware: false)
        seconds[.verifier] =
            try models.rewards.indices.reduce(0) { sum, place in
                let reward = pool.reward(place, level)
                let captions = try pool.captions(place, level).gathered(places)
                return sum + time { _ = reward.score(reward.view(pictures), captions: captions).elements }
            } / Double(count)
        seconds[.encoder] = try timed {
            _ = try generator.encode([prompt.text])
            _ = try models.hypernetwork?.shift.encode([prompt.text])
            for reward in models.rewards { _ = try reward.reward.encode([prompt.text]) }
        }
        seconds[.noiseAwareEncoder] = try timed {
            for level in models.rewards.flatMap({ $0.noiseAware?.levels ?? [] }) {
                _ = try level.reward.encode([prompt.text])
            }
        }
        if let hypernetwork = models.hypernetwork {
            let captions = try hypernetwork.shift.encode([prompt.text]).gathered(places)
            seconds[.hypernetwork] =
                time { _ = hypernetwork.change(noise, captions: captions).elements } / Double(count)
        }
        if ascends { seconds[.ascent] = try pool.ascentSeconds(batch: count) }
        return CallSeconds(seconds)
    }

    private func time(_ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        return (0..<Self.repeats).map { _ in
            clock.measure { Execution.withoutGradients(body) } / .seconds(1)
        }.min() ?? 0
    }

    private func timed(_ body: () throws -> Void) throws -> Double {
        let clock = ContinuousClock()
        return try (0..<Self.repeats).map { _ in
            try clock.measure { try Execution.withoutGradients(body) } / .seconds(1)
        }.min() ?? 0
    }
}
