import Methods

/// The `figures.json` of an `evaluate` stage: one way to draw.
struct EvaluationFigures: Codable {
    /// A figure of merit with its value for each prompt, for differences that are paired over prompts.
    struct Measure: Codable {
        let estimate: MeanEstimate
        let values: [Double]

        init(_ values: [Double]) {
            estimate = MeanEstimate(values)
            self.values = values
        }

        /// Nil where a prompt has no value.
        init?(_ values: [Double?]) {
            let known = values.compactMap { $0 }
            guard !known.isEmpty, known.count == values.count else { return nil }
            self.init(known)
        }
    }

    struct Reward: Codable {
        let name: String
        let measure: Measure
    }

    /// In pixels and in the features of a reward.
    struct Distance: Codable {
        let pixels: Measure?
        /// Nil where the reward has no features.
        let features: Measure?
    }

    let kind: String
    let label: String
    /// Rows of one group are one curve.
    let group: String?
    let prompts: [String]
    let imagesPerPrompt: Int
    /// Of so many pictures one was chosen, by the first reward.
    let bestOf: Int
    /// Multiply-accumulates of one picture, those that were not chosen and the scores counted.
    let macs: Int
    /// The content that was looked at.
    let evaluated: String
    /// Whether the pictures were read as they were drawn; else they are of eight bits.
    let isExact: Bool
    let rewards: [Reward]
    /// Share of pictures that the judge finds right; nil where there is no judge.
    let judge: Measure?
    /// Share of pictures that show a scene of the embedded world, whatever their caption says; nil where there is no judge.
    let scenes: Measure?
    /// Mean distance of two pictures of a prompt.
    let diversity: Distance
    /// Energy distance between pictures and drawn scenes of a caption; nil outside of the embedded world.
    let sceneDistance: Distance?
}
