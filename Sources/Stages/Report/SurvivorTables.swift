import Images
import Methods
import Reports

/// Some searches level by level: the best survivors with their scores, the winner, and what best-of-N found at the same
/// budget.
struct SurvivorTables {
    let blocks: [any ReportBlock]

    init(_ figures: SearchFigures.File, source: ReportSource) throws {
        let shown = figures.shownSearches
        let rows = figures.rows.filter { $0.budget == figures.rows.first?.budget }
        // By prompt; a prompt that the list repeats is shown once.
        var prompts: [String] = []
        for search in shown where !prompts.contains(search.prompt) { prompts.append(search.prompt) }
        blocks = try prompts.compactMap { prompt in
            let own = shown.filter { $0.prompt == prompt }
            let plain = own.first { $0.strategy == .bestOfN }
            var rows = try own.filter { $0.strategy != .bestOfN }.flatMap { search in
                try Self.rows(
                    search, levels: rows.first { $0.strategy == search.strategy }?.levels ?? [], source)
            }
            guard !rows.isEmpty else { return nil }
            if let plain, let winner = plain.survivors.last {
                rows.append(
                    PictureTable.Row("\(plain.strategy.title), winner", [try Self.picture(winner, source)]))
            }
            let columns = rows.map(\.pictures.count).max() ?? 0
            return PictureTable(
                columns: (1...columns).map { "\($0)." }, rows: rows,
                caption:
                    "“\(prompt)”: the best survivors of each level as they were judged there, with their scores; the "
                    + "last level is the winner"
                    + (plain == nil ? "." : ", below them what best-of-N found at the same budget."))
        }
    }

    private static func picture(
        _ survivor: SearchFigures.ShownSearch.Survivor, _ source: ReportSource, place: String = ""
    ) throws -> Picture {
        Picture(
            try source.picture(survivor.file),
            caption: "\(place)#\(survivor.candidate): "
                + NumberText.fixed(Double(survivor.score), decimals: 2))
    }

    /// A row for each level; rounds of which one candidate survives stand side by side.
    private static func rows(
        _ search: SearchFigures.ShownSearch, levels: [SearchPart.Level], _ source: ReportSource
    ) throws -> [PictureTable.Row] {
        let title = search.strategy.title
        if search.strategy == .zeroOrder {
            return [
                PictureTable.Row(
                    "\(title), rounds",
                    try search.survivors.map {
                        try picture($0, source, place: "round \($0.level + 1), ")
                    })
            ]
        }
        var shown: [Int] = []
        for survivor in search.survivors where shown.last != survivor.level { shown.append(survivor.level) }
        return try shown.map { level in
            let step = levels.indices.contains(level) ? levels[level].step : nil
            return PictureTable.Row(
                "\(title), \(step.map { "step \($0)" } ?? "winner")",
                try search.survivors.filter { $0.level == level }.map { try picture($0, source) })
        }
    }
}
