import Foundation
import Images
import Methods
import Tensors

/// The `figures.json` of a search, and its pictures.
struct SearchFigures {
    struct Row: Codable {
        let strategy: SearchStrategy
        let budget: SearchBudget
        let candidates: Int
        /// Multiply-accumulates of one prompt, counted.
        let macs: Int
        /// Of one prompt, by the seconds of each call; nil where they are not known.
        let seconds: Double?
        /// How many candidates were scored at each level and went on, of the first search.
        let levels: [SearchPart.Level]
        let reward: MeanEstimate
        /// Share of pictures that the judge finds right; nil where there is no judge.
        let judge: MeanEstimate?
    }

    /// Who survived each level of one search, the best first.
    struct ShownSearch: Codable {
        struct Survivor: Codable {
            let level: Int
            let candidate: Int
            let score: Float
            /// Below the folder of the results.
            let file: String
        }

        let strategy: SearchStrategy
        let prompt: String
        let winner: Int
        let reward: Float
        let survivors: [Survivor]
    }

    /// The schedule of one budget, where it was tuned.
    struct Schedule: Codable {
        let budget: SearchBudget
        let at: [Int]
        let keep: [Double]
        let weights: [[Double]]?
    }

    /// How far one strategy lies above another at the same budget, paired over prompts.
    struct Difference: Codable {
        let budget: SearchBudget
        let strategy: SearchStrategy
        let over: SearchStrategy
        let reward: MeanEstimate
        let judge: MeanEstimate?
    }

    struct File: Codable {
        let kind: String
        let prompts: Int
        /// Independent searches of each prompt; errors are over prompts.
        let repeats: Int
        let steps: Int
        let at: [Int]
        let keep: [Double]
        let denoiserMACs: Int
        /// Of one picture from a state; nil where states are pictures.
        let decoderMACs: Int?
        let verifierMACs: Int
        /// Of improving the noise of one candidate; nil without a hypernetwork.
        let hypernetworkMACs: Int?
        /// Seconds of each call; nil where no budget is in seconds.
        let callSeconds: CallSeconds?
        /// Whether they were measured: another run finds others, unless it is given these.
        let secondsAreMeasured: Bool?
        /// Rewards that were combined; nil for one.
        let rewards: Int?
        /// Where they differ between budgets.
        let schedules: [Schedule]?
        let rows: [Row]
        let differences: [Difference]
        /// Captions of the pictures `<strategy>/0000.png`, ... of the first budget.
        let shown: [String]
        /// The judge's verdicts on them, by strategy.
        let shownIsRight: [String: [Bool]]?
        /// Searches of the first prompts at the first budget.
        let shownSearches: [ShownSearch]
    }

    private let file: File
    private let parts: [SearchPart]
    private let plans: [SearchPlan]
    private let repeats: Int
    private let entries: [[SearchPart.Entry]]
    private let shown: [Shown]

    /// A search whose survivors are shown.
    private struct Shown {
        let entry: SearchPart.Entry
        let glimpses: [SearchPart.Glimpse]

        /// Where their pictures go.
        let files: [String]

        init(_ entry: SearchPart.Entry, _ glimpses: [SearchPart.Glimpse], prompt: Int) {
            (self.entry, self.glimpses) = (entry, glimpses)
            var counts: [Int: Int] = [:]
            files = glimpses.map { glimpse in
                defer { counts[glimpse.label.level, default: 0] += 1 }
                return
                    "survivors/\(entry.strategy.key)/\(Pictures.number(prompt))-level-\(glimpse.label.level)-"
                    + "\(counts[glimpse.label.level] ?? 0).png"
            }
        }
    }

    private static func shown(_ parts: [SearchPart], plans: [SearchPlan], repeats: Int) -> [Shown] {
        plans.indices.filter { plans[$0].budget == plans[0].budget }.flatMap { plan in
            let all = parts.flatMap { part in
                Array(
                    zip(
                        slice(part.entries, plan: plan, of: plans.count),
                        slice(part.glimpses, plan: plan, of: plans.count)))
            }
            return stride(from: 0, to: all.count, by: repeats).prefix(shownLives).enumerated().map {
                Shown(all[$1].0, all[$1].1, prompt: $0)
            }
        }
    }

    init(
        parts: [SearchPart], plans: [SearchPlan], texts: [String], repeats: Int, steps: Int,
        costs: CallCosts, seconds: CallSeconds?, secondsAreMeasured: Bool, rewards: Int
    ) {
        self.parts = parts
        self.plans = plans
        self.repeats = repeats
        func estimate(_ values: [Double]) -> MeanEstimate {
            MeanEstimate(
                stride(from: 0, to: values.count, by: repeats).map { start in
                    values[start..<start + repeats].reduce(0, +) / Double(repeats)
                })
        }
        /// Nil where one of them is.
        func judge(_ values: [Double?]) -> MeanEstimate? {
            let known = values.compactMap { $0 }
            return known.count == values.count ? estimate(known) : nil
        }
        let entries = plans.indices.map { plan in
            parts.flatMap { Self.slice($0.entries, plan: plan, of: plans.count) }
        }
        self.entries = entries
        let rows = zip(plans, entries).map { plan, own in
            Row(
                strategy: plan.strategy, budget: plan.budget, candidates: own.first?.lives.count ?? 0,
                macs: own.map(\.macs).max() ?? 0, seconds: own.compactMap(\.seconds).max(),
                levels: own.first?.levels ?? [], reward: estimate(own.map { Double($0.reward) }),
                judge: judge(own.map { $0.isRight.map { $0 ? 1 : 0 } }))
        }
        var differences: [Difference] = []
        for (index, plan) in plans.enumerated() {
            for (other, base) in plans.enumerated() where base.budget == plan.budget && other < index {
                let pairs = Array(zip(entries[index], entries[other]))
                differences.append(
                    Difference(
                        budget: plan.budget, strategy: plan.strategy, over: base.strategy,
                        reward: estimate(pairs.map { Double($0.reward) - Double($1.reward) }),
                        judge: judge(
                            pairs.map { pair in
                                guard let own = pair.0.isRight, let other = pair.1.isRight else { return nil }
                                return (own ? 1 : 0) - (other ? 1 : 0)
                            })))
            }
        }
        shown = Self.shown(parts, plans: plans, repeats: repeats)
        let shown = shown
        let schedule = plans.map(\.schedule).first { !$0.steps.isEmpty } ?? .none
        let headline = zip(plans, entries).filter { $0.0.budget == plans[0].budget }
        file = File(
            kind: "search", prompts: texts.count, repeats: repeats, steps: steps, at: schedule.steps,
            keep: schedule.keep,
            denoiserMACs: costs.denoiser, decoderMACs: costs.decoder > 0 ? costs.decoder : nil,
            verifierMACs: costs.verifier,
            hypernetworkMACs: costs.hypernetwork > 0 ? costs.hypernetwork : nil, callSeconds: seconds,
            secondsAreMeasured: seconds.map { _ in secondsAreMeasured },
            rewards: rewards > 1 ? rewards : nil, schedules: Self.schedules(plans), rows: rows,
            differences: differences,
            shown: Array(texts.prefix(Self.shownCount)),
            shownIsRight: entries.joined().contains { $0.isRight == nil }
                ? nil
                : Dictionary(
                    headline.map {
                        ($0.0.strategy.key, Self.firsts($0.1, of: repeats).map { $0.isRight ?? false })
                    }, uniquingKeysWith: { first, _ in first }),
            shownSearches: Self.shownSearches(shown))
    }

    /// Nil where all are the same.
    private static func schedules(_ plans: [SearchPlan]) -> [Schedule]? {
        var schedules: [Schedule] = []
        for plan in plans where plan.strategy.prunes && schedules.last?.budget != plan.budget {
            schedules.append(
                Schedule(
                    budget: plan.budget, at: plan.schedule.steps, keep: plan.schedule.keep,
                    weights: plan.schedule.weights))
        }
        let isOne = Set(plans.filter(\.strategy.prunes).map(\.schedule)).count < 2
        return isOne && schedules.allSatisfy { $0.weights == nil } ? nil : schedules
    }

    private static func shownSearches(_ shown: [Shown]) -> [ShownSearch] {
        shown.map { search in
            ShownSearch(
                strategy: search.entry.strategy, prompt: search.entry.prompt, winner: search.entry.winner,
                reward: search.entry.reward,
                survivors: zip(search.glimpses, search.files).map { glimpse, file in
                    ShownSearch.Survivor(
                        level: glimpse.label.level, candidate: glimpse.label.candidate,
                        score: glimpse.label.score, file: file)
                })
        }
    }

    private static let shownCount = 24
    /// Prompts whose searches are shown with the survivors of each level.
    static let shownLives = 3

    /// The first search of each of the shown prompts.
    private static func firsts<Elements: RandomAccessCollection>(_ all: Elements, of repeats: Int)
        -> [Elements.Element]
    where Elements.Index == Int {
        stride(from: all.startIndex, to: all.endIndex, by: repeats).prefix(shownCount).map { all[$0] }
    }

    /// The entries of one plan: a part holds them plan by plan.
    private static func slice<Element>(_ all: [Element], plan: Int, of plans: Int) -> ArraySlice<Element> {
        let size = all.count / plans
        return all[plan * size..<(plan + 1) * size]
    }

    /// All winners as they were drawn, one tensor for each row: `[searches, H, W, 3]`.
    static let winnersName = "winners.safetensors"

    static func winners(row: Int) -> String { "row-\(row)" }

    func write(to folder: String, keepsWinners: Bool) throws {
        try writeJSON(file, to: folder + "/figures.json")
        try writeJSON(entries.flatMap { $0 }, to: folder + "/candidates.json")
        for search in shown {
            for (glimpse, file) in zip(search.glimpses, search.files) {
                let path = "\(folder)/\(file)"
                try FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try Pictures.images(.stacked([glimpse.picture]))[0].writePNG(to: path)
            }
        }
        for (index, plan) in plans.enumerated() where plan.budget == plans[0].budget {
            // Rows of the parts' pictures, in the order of searches.
            let rows = parts.enumerated().flatMap { part, content in
                Self.slice(Array(0..<content.pictures.shape[0]), plan: index, of: plans.count).map {
                    (part, $0)
                }
            }
            let images = Self.firsts(rows, of: repeats).flatMap { part, row in
                Pictures.images(parts[part].pictures.gathered([row]))
            }
            try Pictures.write(images, named: plan.strategy.key, to: folder)
        }
        guard keepsWinners else { return }
        let winners = plans.indices.map { plan in
            (
                Self.winners(row: plan),
                Tensor.concatenated(
                    parts.map { part in
                        part.pictures.gathered(
                            Array(Self.slice(Array(0..<part.pictures.shape[0]), plan: plan, of: plans.count)))
                    }, axis: 0)
            )
        }
        try TensorFile.write(
            Dictionary(uniqueKeysWithValues: winners), to: "\(folder)/\(Self.winnersName)", layout: .memory)
    }
}
