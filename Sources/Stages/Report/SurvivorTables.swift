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
            let rows = try own.filter { $0.strategy != .bestOfN }.flatMap { search in
                try Self.rows(
                    search, levels: rows.first { $0.strategy == search.strategy }?.levels ?? [], plain,
                    source)
            }
            guard !rows.isEmpty else { return nil }
            let columns = rows.map(\.pictures.count).max() ?? 0
            return PictureTable(
                columns: (1...columns).map { $0 == 1 ? "best" : "\($0)." }, rows: rows,
                caption:
                    "“\(prompt)”: the best survivors of each level as they were judged there, with their scores; the "
                    + "last level is the winner"
                    + (plain == nil ? "." : ", beside it what best-of-N found at the same budget."))
        }
    }

    private static func rows(
        _ search: SearchFigures.ShownSearch, levels: [SearchPart.Level],
        _ plain: SearchFigures.ShownSearch?, _ source: ReportSource
    ) throws -> [PictureTable.Row] {
        func picture(_ survivor: SearchFigures.ShownSearch.Survivor, _ name: String) throws -> Picture {
            Picture(
                try source.picture(survivor.file),
                caption: name + NumberText.fixed(Double(survivor.score), decimals: 2))
        }
        var shownLevels: [Int] = []
        for survivor in search.survivors where shownLevels.last != survivor.level {
            shownLevels.append(survivor.level)
        }
        return try shownLevels.map { level in
            var pictures = try search.survivors.filter { $0.level == level }.map {
                try picture($0, "#\($0.candidate): ")
            }
            let isLast = level == shownLevels.last
            if isLast, let other = plain?.survivors.last {
                pictures.append(try picture(other, "best-of-N: "))
            }
            let place =
                levels.indices.contains(level)
                ? levels[level].step.map { "step \($0)" } ?? (isLast ? "winner" : "round \(level + 1)")
                : "level \(level)"
            return PictureTable.Row("\(search.strategy.title), \(place)", pictures)
        }
    }
}
