import Methods
import Replay

/// `summary.json`: the figures that a report shows, under names that scripts rely on.
struct Summary: Encodable {
    struct Change: Encodable {
        let step: Int
        let before: Double
        let after: Double
    }

    struct NoiseAware: Encodable {
        let tau: [Change]
        /// Empty where there is no judge.
        let auc: [Change]
        let topSelection: [Change]

        enum CodingKeys: String, CodingKey {
            case tau, auc
            case topSelection = "top_selection"
        }

        init(_ figures: NoiseAwareFigures) {
            func changes(_ value: (RankingQuality) -> MeanEstimate?) -> [Change] {
                figures.levels.compactMap { level in
                    guard let before = value(level.before), let after = value(level.after) else { return nil }
                    return Change(step: level.before.step, before: before.mean, after: after.mean)
                }
            }
            tau = changes(\.tau)
            auc = changes(\.areaUnderCurve)
            topSelection = changes(\.topSelection)
        }
    }

    struct Strategy: Encodable {
        let reward: Double
        let rewardError: Double
        /// Nil where there is no judge.
        let judge: Double?
        let judgeError: Double?
        let macs: Int
        let candidates: Int

        enum CodingKeys: String, CodingKey {
            case reward, judge, macs, candidates
            case rewardError = "reward_se"
            case judgeError = "judge_se"
        }

        init(_ row: SearchFigures.Row) {
            reward = row.reward.mean
            rewardError = row.reward.standardError
            judge = row.judge?.mean
            judgeError = row.judge?.standardError
            macs = row.macs
            candidates = row.candidates
        }
    }

    struct Side: Encodable {
        let reward: Double
        let rewardError: Double
        /// Nil where there is no judge.
        let judge: Double?
        let judgeError: Double?
        let macs: Int

        enum CodingKeys: String, CodingKey {
            case reward, judge, macs
            case rewardError = "reward_se"
            case judgeError = "judge_se"
        }

        init(_ side: HypernetworkFigures.Side) {
            reward = side.reward.mean
            rewardError = side.reward.standardError
            judge = side.judge?.mean
            judgeError = side.judge?.standardError
            macs = side.macs
        }
    }

    struct Hypernetwork: Encodable {
        let base: Side
        let hypernetwork: Side
        let gain: Gain
        /// As `figures.json` has them.
        let change: Double
        let klBound: Double?
        let klBoundError: Double?
        let lipschitz: Double?
        let skippedSteps: Int?
        let curve: HypernetworkFigures.Curve?

        enum CodingKeys: String, CodingKey {
            case base, hypernetwork, gain, change
            case klBound = "kl_bound"
            case klBoundError = "kl_bound_error"
            case lipschitz
            case skippedSteps = "skipped_steps"
            case curve
        }

        init(_ figures: HypernetworkFigures) {
            base = Side(figures.base)
            hypernetwork = Side(figures.hypernetwork)
            gain = Gain(figures.rewardGain, figures.judgeGain)
            change = figures.change
            klBound = figures.klBound
            klBoundError = figures.klBoundError
            lipschitz = figures.lipschitz
            skippedSteps = figures.skippedSteps
            curve = figures.curve
        }
    }

    struct FineTuning: Encodable {
        let base: Side
        let tuned: Side
        let gain: Gain
        let skippedSteps: Int
        let curve: HypernetworkFigures.Curve?

        enum CodingKeys: String, CodingKey {
            case base, tuned, gain
            case skippedSteps = "skipped_steps"
            case curve
        }

        init(_ figures: FineTuningFigures) {
            base = Side(figures.base)
            tuned = Side(figures.tuned)
            gain = Gain(figures.rewardGain, figures.judgeGain)
            skippedSteps = figures.skippedSteps
            curve = figures.curve
        }
    }

    /// A difference, paired over prompts.
    struct Gain: Encodable {
        let reward: Double
        let rewardError: Double
        /// Nil where there is no judge.
        let judge: Double?
        let judgeError: Double?

        enum CodingKeys: String, CodingKey {
            case reward, judge
            case rewardError = "reward_se"
            case judgeError = "judge_se"
        }

        init(_ reward: MeanEstimate, _ judge: MeanEstimate?) {
            (self.reward, rewardError) = (reward.mean, reward.standardError)
            (self.judge, judgeError) = (judge?.mean, judge?.standardError)
        }
    }

    /// One way to draw.
    struct Method: Encodable {
        struct Figure: Encodable {
            let mean: Double
            let standardError: Double
            /// Over the first method of the report, paired over prompts; nil where their prompts differ.
            let gain: Double?
            let gainError: Double?

            enum CodingKeys: String, CodingKey {
                case mean, gain
                case standardError = "se"
                case gainError = "gain_se"
            }
        }

        let label: String
        let rewards: [String: Figure]
        let judge: Figure?
        /// Share of pictures that show a scene, whatever their caption says.
        let scenes: Figure?
        let diversity: Figure?
        /// In pixels.
        let sceneDistance: Figure?
        let macs: Int
        /// Of the run that drew the pictures, for one of them.
        let seconds: Double?

        enum CodingKeys: String, CodingKey {
            case label, rewards, judge, scenes, diversity, macs, seconds
            case sceneDistance = "scene_distance"
        }

        init(_ row: MethodsSection.Row, over first: MethodsSection.Row) {
            let isPaired = row.figures.prompts == first.figures.prompts
            func figure(
                _ own: EvaluationFigures.Measure, _ base: EvaluationFigures.Measure?
            ) -> Figure {
                let gain = isPaired ? base.map { MethodsSection.difference(own, $0) } : nil
                return Figure(
                    mean: own.estimate.mean, standardError: own.estimate.standardError, gain: gain?.mean,
                    gainError: gain?.standardError)
            }
            label = row.figures.label
            rewards = Dictionary(
                row.figures.rewards.map { reward in
                    (
                        reward.name,
                        figure(
                            reward.measure, first.figures.rewards.first { $0.name == reward.name }?.measure)
                    )
                }, uniquingKeysWith: { first, _ in first })
            judge = row.figures.judge.map { figure($0, first.figures.judge) }
            scenes = row.figures.scenes.map { figure($0, first.figures.scenes) }
            diversity = row.figures.diversity.pixels.map { figure($0, first.figures.diversity.pixels) }
            sceneDistance = row.figures.sceneDistance?.pixels.map {
                figure($0, first.figures.sceneDistance?.pixels)
            }
            macs = row.figures.macs
            seconds = row.seconds
        }
    }

    struct Replayed: Encodable {
        let omega: ReplayFigures.Omegas
        let curves: ReplayFigures.Curves
    }

    var narf: NoiseAware?
    var comparison: NoiseAwareComparison?
    var search: [String: Strategy]?
    var hypernetwork: Hypernetwork?
    var fineTuning: FineTuning?
    /// In the order of the report.
    var methods: [Method]?
    var replay: Replayed?
    /// As the entries of `schedule.json`.
    var tuning: [TunedSchedule.Entry]?

    enum CodingKeys: String, CodingKey {
        case narf, comparison, search, hypernetwork
        case fineTuning = "fine_tuning"
        case methods, replay, tuning
    }
}
