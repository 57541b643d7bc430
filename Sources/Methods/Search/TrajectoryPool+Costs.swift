import Models
import Tensors

/// What calls cost, for one candidate each: counted on the calls themselves where there were some.
extension TrajectoryPool {
    /// What one prompt costs to read, for the generator, the hypernetwork and the clean rewards.
    func encoderCost() throws -> Int {
        var cost = generatorEncoderCost
        if let shift = models.hypernetwork?.shift {
            cost +=
                try Execution.measured {
                    try Execution.withoutGradients { try shift.encode([prompts[0].text]) }
                }.multiplyAccumulates
        }
        return try models.rewards.reduce(cost) { $0 + (try encoderCost(of: $1.reward)) }
    }

    /// What one prompt costs to read for all noise-aware rewards.
    func noiseAwareEncoderCost() throws -> Int {
        try models.rewards.flatMap { $0.noiseAware?.levels ?? [] }
            .reduce(0) { $0 + (try encoderCost(of: $1.reward)) }
    }

    private func encoderCost(of reward: any PictureReward) throws -> Int {
        try Execution.measured {
            try Execution.withoutGradients { try reward.encode([prompts[0].text]) }
        }.multiplyAccumulates
    }

    /// What the picture of one state costs.
    func decoderCost() -> Int {
        if let decoderCosts { return decoderCosts }
        let cost = Execution.measured {
            Execution.withoutGradients { models.generator.pictures(of: models.generator.start(blank())) }
        }.multiplyAccumulates
        decoderCosts = cost
        return cost
    }

    /// What one step of one candidate costs.
    func denoiserCost() -> Int {
        if let denoiserCosts { return denoiserCosts }
        // Everything was known so far: one call tells.
        let cost = Execution.measured {
            Execution.withoutGradients {
                let state = models.generator.start(blank())
                return models.generator.prediction(
                    state, index: 0, conditioning: conditioning.gathered([0]))
            }
        }.multiplyAccumulates
        denoiserCosts = cost
        return cost
    }

    /// What improving the noise of one candidate costs, and what each batch of that costs beside.
    func hypernetworkCosts() throws -> (candidate: Int, batch: Int) {
        guard let hypernetwork = models.hypernetwork else { return (0, 0) }
        let captions = try shiftCaptions()
        let costs = [1, 2].map { count in
            Execution.measured {
                Execution.withoutGradients {
                    hypernetwork.change(
                        blank(count), captions: captions.gathered(Array(repeating: 0, count: count)))
                }
            }.multiplyAccumulates
        }
        return (costs[1] - costs[0], 2 * costs[0] - costs[1])
    }

    /// What one score of one candidate costs, by every reward.
    func verifierCost(_ level: Level) throws -> Int {
        if let cost = verifierCosts[level] { return cost }
        let picture = Execution.withoutGradients {
            models.generator.pictures(of: models.generator.start(blank()))
        }
        var cost = 0
        for place in models.rewards.indices {
            let reward = reward(place, level)
            let captions = try captions(place, level).gathered([0])
            cost +=
                Execution.measured {
                    Execution.withoutGradients { reward.score(reward.view(picture), captions: captions) }
                }.multiplyAccumulates
        }
        verifierCosts[level] = cost
        return cost
    }

    /// Noise to measure calls with.
    func blank(_ count: Int = 1) -> Tensor {
        Tensor.stacked((0..<count).map { _ in prompts[0].noise(0, models.generator.stateShape) })
    }
}
