import Engine
import Methods
import Tensors

/// Searches that a shorter run of a stage left: of fewer captions, fewer of each caption, at smaller budgets.
struct EarlierSearches {
    private let run: ShorterRun
    private let prompts: Int
    private let repeats: Int
    private let perPart: Int
    /// The part read last: searches come in order.
    private var latest: (index: Int, content: SearchPart?)?

    /// - Parameters:
    ///   - prompts: captions of the longer run.
    ///   - repeats: searches of each of them in the longer run.
    init(_ run: ShorterRun, prompts: Int, repeats: Int, perPart: Int) {
        self.run = run
        self.prompts = min(run.integer("limit") ?? prompts, prompts)
        self.repeats = run.integer("repeats") ?? repeats
        self.perPart = perPart
    }

    /// What all plans of the shorter run found in one search.
    mutating func search(prompt: Int, repetition: Int) -> SearchPart? {
        guard prompt < prompts, repetition < repeats else { return nil }
        let (part, place) = (prompt * repeats + repetition).quotientAndRemainder(dividingBy: perPart)
        if latest?.index != part {
            latest = (part, run.shard(SearchPart.name(part)).flatMap { try? SearchPart(path: $0) })
        }
        guard let content = latest?.content else { return nil }
        let searches = min(perPart, prompts * repeats - part * perPart)
        return content.search(place, plans: content.entries.count / searches)
    }
}

extension SearchPart {
    static func name(_ index: Int) -> String { "part-\(index)" }

    static func isName(_ name: String) -> Bool { name.hasPrefix("part-") }

    /// One search alone; nil where there is none at that place.
    func search(_ place: Int, plans: Int) -> SearchPart? {
        guard plans > 0, place < entries.count / plans else { return nil }
        let searches = entries.count / plans
        return gathered((0..<plans).map { $0 * searches + place })
    }

    /// Of one search, what these plans found; nil where one of them is not there.
    ///
    /// - Parameter withGlimpses: whether those of the first budget have to be there with what is shown of them.
    func found(by plans: [SearchPlan], withGlimpses: Bool) -> SearchPart? {
        let rows = plans.compactMap { plan in
            entries.firstIndex { $0.strategy == plan.strategy && $0.budget == plan.budget }
        }
        guard rows.count == plans.count else { return nil }
        let found = gathered(rows)
        let isWhole = zip(plans, found.glimpses).allSatisfy { plan, glimpses in
            plan.budget != plans[0].budget || !glimpses.isEmpty
        }
        return isWhole || !withGlimpses ? found : nil
    }

    /// Of one search, what other budgets can use.
    func known(_ planner: SearchPlanner, _ costs: CallCosts, _ seconds: CallSeconds?) throws
        -> KnownCandidates
    {
        var known = KnownCandidates()
        let shape = Shape(Array(pictures.shape.dimensions.dropFirst()))
        for (row, entry) in entries.enumerated() {
            known.add(
                plan: try planner.plan(entry.strategy, entry.budget, costs, seconds), lives: entry.lives,
                winner: entry.winner, picture: pictures.gathered([row]).reshaped(shape))
        }
        return known
    }

    /// Searches as one part: plan by plan and, within a plan, in the order given, with those of `drawn` in the gaps.
    static func joined(_ known: [SearchPart?], filledWith drawn: SearchPart?, plans: Int) -> SearchPart {
        var next = 0
        let searches = known.compactMap { search in
            if let search { return search }
            defer { next += 1 }
            return drawn?.search(next, plans: plans)
        }
        let all = SearchPart(
            entries: searches.flatMap(\.entries),
            pictures: .concatenated(searches.map(\.pictures), axis: 0),
            glimpses: searches.flatMap(\.glimpses))
        return all.gathered((0..<plans).flatMap { plan in searches.indices.map { $0 * plans + plan } })
    }
}
