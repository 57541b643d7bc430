import Foundation
import Images
import Methods
import Tensors
import World

/// The `figures.json` of a search, and its pictures.
struct SearchFigures {
    struct Row: Codable {
        let strategy: SearchStrategy
        let budget: Int
        let candidates: Int
        /// Multiply-accumulates of one prompt, counted.
        let macs: Int
        let reward: MeanEstimate
        let judge: MeanEstimate
    }

    /// How far one strategy lies above another at the same budget, paired over prompts.
    struct Difference: Codable {
        let budget: Int
        let strategy: SearchStrategy
        let over: SearchStrategy
        let reward: MeanEstimate
        let judge: MeanEstimate
    }

    struct File: Codable {
        let kind: String
        let prompts: Int
        let steps: Int
        let at: [Int]
        let keep: [Double]
        let denoiserMACs: Int
        let verifierMACs: Int
        let rows: [Row]
        let differences: [Difference]
        /// Captions of the pictures `<strategy>/0000.png`, ... of the first budget.
        let shown: [String]
        /// The judge's verdicts on them, by strategy.
        let shownIsRight: [String: [Bool]]
    }

    private let file: File
    private let parts: [SearchPart]
    private let plans: [SearchPlan]
    private let entries: [[SearchPart.Entry]]

    init(parts: [SearchPart], plans: [SearchPlan], captions: [Caption], steps: Int, costs: CallCosts) {
        self.parts = parts
        self.plans = plans
        let entries = plans.indices.map { plan in parts.flatMap { Self.slice($0.entries, plan: plan, of: plans.count) } }
        self.entries = entries
        let rows = zip(plans, entries).map { plan, own in
            Row(
                strategy: plan.strategy, budget: plan.budget, candidates: own.first?.lives.count ?? 0,
                macs: own.map(\.macs).max() ?? 0, reward: MeanEstimate(own.map { Double($0.reward) }),
                judge: MeanEstimate(own.map { $0.isRight ? 1 : 0 }))
        }
        var differences: [Difference] = []
        for (index, plan) in plans.enumerated() {
            for (other, base) in plans.enumerated() where base.budget == plan.budget && other < index {
                let pairs = Array(zip(entries[index], entries[other]))
                differences.append(
                    Difference(
                        budget: plan.budget, strategy: plan.strategy, over: base.strategy,
                        reward: MeanEstimate(pairs.map { Double($0.reward) - Double($1.reward) }),
                        judge: MeanEstimate(pairs.map { ($0.isRight ? 1 : 0) - ($1.isRight ? 1 : 0) })))
            }
        }
        let schedule = plans.map(\.schedule).first { !$0.steps.isEmpty } ?? .none
        let headline = zip(plans, entries).filter { $0.0.budget == plans[0].budget }
        file = File(
            kind: "search", prompts: captions.count, steps: steps, at: schedule.steps, keep: schedule.keep,
            denoiserMACs: costs.denoiser, verifierMACs: costs.verifier, rows: rows, differences: differences,
            shown: captions.prefix(Self.shownCount).map(\.text),
            shownIsRight: Dictionary(
                headline.map { ($0.0.strategy.key, $0.1.prefix(Self.shownCount).map(\.isRight)) },
                uniquingKeysWith: { first, _ in first }))
    }

    private static let shownCount = 24

    /// The entries of one plan: a part holds them plan by plan.
    private static func slice<Element>(_ all: [Element], plan: Int, of plans: Int) -> ArraySlice<Element> {
        let size = all.count / plans
        return all[plan * size..<(plan + 1) * size]
    }

    func write(to folder: String) throws {
        try writeJSON(file, to: folder + "/figures.json")
        try writeJSON(entries.flatMap { $0 }, to: folder + "/candidates.json")
        for (index, plan) in plans.enumerated() where plan.budget == plans[0].budget {
            var images: [PixelImage] = []
            for part in parts where images.count < Self.shownCount {
                let rows = Self.slice(Array(0..<part.pictures.shape[0]), plan: index, of: plans.count)
                images += Pictures.images(part.pictures.gathered(Array(rows.prefix(Self.shownCount - images.count))))
            }
            try Pictures.write(images, named: plan.strategy.key, to: folder)
        }
    }
}
