import Engine
import Methods
import Tensors

/// Searches that a shorter run of a stage left: of fewer captions, fewer of each caption, or both.
struct EarlierSearches {
    private let run: ShorterRun
    private let prompts: Int
    private let repeats: Int
    private let perPart: Int
    private let plans: Int
    /// The part read last: searches come in order.
    private var latest: (index: Int, content: SearchPart?)?

    /// - Parameters:
    ///   - prompts: captions of the longer run.
    ///   - repeats: searches of each of them in the longer run.
    init(_ run: ShorterRun, prompts: Int, repeats: Int, perPart: Int, plans: Int) {
        self.run = run
        self.prompts = min(run.integer("limit") ?? prompts, prompts)
        self.repeats = run.integer("repeats") ?? repeats
        self.perPart = perPart
        self.plans = plans
    }

    /// What all plans found in one search, in their order.
    mutating func search(prompt: Int, repetition: Int) throws -> SearchPart? {
        guard prompt < prompts, repetition < repeats else { return nil }
        let (part, place) = (prompt * repeats + repetition).quotientAndRemainder(dividingBy: perPart)
        if latest?.index != part {
            latest = (part, try run.shard(SearchPart.name(part)).map { try SearchPart(path: $0) })
        }
        guard let content = latest?.content else { return nil }
        return content.search(place, plans: plans)
    }
}

extension SearchPart {
    static func name(_ index: Int) -> String { "part-\(index)" }

    /// One search alone; nil where there is none at that place.
    func search(_ place: Int, plans: Int) -> SearchPart? {
        let searches = entries.count / plans
        guard place < searches else { return nil }
        let rows = (0..<plans).map { $0 * searches + place }
        return SearchPart(entries: rows.map { entries[$0] }, pictures: pictures.gathered(rows))
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
