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

    /// One search alone; nil where there is none at that place.
    func search(_ place: Int, plans: Int) -> SearchPart? {
        guard plans > 0, place < entries.count / plans else { return nil }
        let searches = entries.count / plans
        let rows = (0..<plans).map { $0 * searches + place }
        return SearchPart(entries: rows.map { entries[$0] }, pictures: pictures.gathered(rows))
    }

    /// Of one search, what these plans found; nil where one of them is not there.
    func found(by plans: [SearchPlan]) -> SearchPart? {
        let rows = plans.compactMap { plan in
            entries.firstIndex { $0.strategy == plan.strategy && $0.budget == plan.budget }
        }
        guard rows.count == plans.count else { return nil }
        return SearchPart(entries: rows.map { entries[$0] }, pictures: pictures.gathered(rows))
    }

    /// Of one search, what other budgets can use.
    func known(schedule: PruningSchedule) -> KnownCandidates {
        var known = KnownCandidates()
        let shape = Shape(Array(pictures.shape.dimensions.dropFirst()))
        for (row, entry) in entries.enumerated() {
            known.add(
                plan: SearchPlan(strategy: entry.strategy, schedule: schedule, budget: entry.budget),
                lives: entry.lives, winner: entry.winner,
                picture: pictures.gathered([row]).reshaped(shape))
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
            pictures: .concatenated(searches.map(\.pictures), axis: 0))
        let rows = (0..<plans).flatMap { plan in searches.indices.map { $0 * plans + plan } }
        return SearchPart(entries: rows.map { all.entries[$0] }, pictures: all.pictures.gathered(rows))
    }
}
