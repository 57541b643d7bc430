import Engine
import Foundation
import Images
import Methods
import Replay
import Reports
import Values

/// What a report says, section by section.
struct ReportContent {
    private let sources: [ReportSource]
    private let generated: [(source: ReportSource, figures: Generate.Figures)]
    private let noiseAware: NoiseAwareFigures?
    private let comparison: CompareNoiseAware.Figures?
    private let search: (source: ReportSource, figures: SearchFigures.File)?
    private let hypernetwork: (source: ReportSource, figures: HypernetworkFigures)?
    private let fineTuning: (source: ReportSource, figures: FineTuningFigures)?
    private let methods: [MethodsSection.Row]
    private let replay: ReplayFigures?
    private let tuning: TunedSchedule?

    init(_ sources: [ReportSource]) throws {
        self.sources = sources
        func first<Figures: Decodable>(_ kind: String, _ type: Figures.Type) throws -> (
            ReportSource, Figures
        )? {
            try sources.first { $0.kind == kind }.map {
                ($0, try $0.artifact.decode(type, from: "figures.json"))
            }
        }
        generated = try sources.filter { $0.kind == "generate" }
            .map { ($0, try $0.artifact.decode(Generate.Figures.self, from: "figures.json")) }
        noiseAware = try first("train-narf", NoiseAwareFigures.self)?.1
        comparison = try first("compare-narf", CompareNoiseAware.Figures.self)?.1
        search = try first("search", SearchFigures.File.self)
        hypernetwork = try first("train-hypernetwork", HypernetworkFigures.self)
        fineTuning = try first("finetune-generator", FineTuningFigures.self)
        methods = try sources.filter { $0.kind == "evaluate" }.map { source in
            let figures = try source.artifact.decode(EvaluationFigures.self, from: "figures.json")
            guard !figures.rewards.isEmpty else {
                throw StageError.unreadable(file: "figures.json", problem: "tells of no reward")
            }
            return MethodsSection.Row(
                figures: figures,
                seconds: try sources.first { $0.artifact.digest.hexadecimal == figures.evaluated }?
                    .secondsOfPicture().map { $0 * Double(figures.bestOf) })
        }
        tuning = try first("tune-schedule", TuneScheduleStage.File.self)?.1.tuned
        replay = try first("replay", ReplayStage.File.self)?.1.figures
    }

    var summary: Summary {
        var summary = Summary()
        summary.narf = noiseAware.map(Summary.NoiseAware.init)
        summary.comparison = comparison?.comparison
        if let figures = search?.figures, let headline = figures.rows.first?.budget {
            summary.search = Dictionary(
                figures.rows.filter { $0.budget == headline }.map { ($0.strategy.key, Summary.Strategy($0)) },
                uniquingKeysWith: { first, _ in first })
        }
        summary.hypernetwork = hypernetwork.map { Summary.Hypernetwork($0.figures) }
        summary.fineTuning = fineTuning.map { Summary.FineTuning($0.figures) }
        if !methods.isEmpty { summary.methods = methods.map { Summary.Method($0, over: methods[0]) } }
        summary.tuning = tuning?.schedules
        summary.replay = replay.map { Summary.Replayed(omega: $0.omega, curves: $0.curves) }
        return summary
    }

    var subtitle: String {
        "What searching many noise seeds, pruning early with noise-aware rewards, and a learned improvement of the "
            + "noise give on prompts that nothing was trained on. ± is one standard error over prompts."
    }

    func sections() throws -> [ReportSection] {
        var sections = [ReportSection("At a glance", [KeyFigures(glance)])]
        let rows = try pictureRows()
        if let captions = rows.captions, !rows.rows.isEmpty {
            sections.append(
                ReportSection(
                    "Pictures",
                    [
                        PictureTable(
                            columns: captions, rows: rows.rows,
                            caption:
                                pairing
                                + (rows.isJudged
                                    ? " Marks are the exact judge's verdict, which nothing was trained on."
                                    : "")
                        )
                    ]))
        }
        if !methods.isEmpty { sections.append(MethodsSection(methods).section) }
        if let noiseAware { sections.append(NoiseAwareSection(noiseAware).section) }
        if let comparison { sections.append(NoiseAwareComparisonSection(comparison).section) }
        if let search { sections.append(try SearchSection(search.figures, source: search.source).section) }
        if let replay { sections.append(ReplaySection(replay).section) }
        if let tuning { sections.append(TuningSection(tuning).section) }
        if let hypernetwork { sections.append(HypernetworkSection(hypernetwork.figures).section) }
        if let fineTuning { sections.append(FineTuningSection(fineTuning.figures).section) }
        sections.append(ReportSection("Costs and times", [costs]))
        return sections
    }

    /// Which pictures share their noise.
    private var pairing: String {
        let isTrained = hypernetwork != nil || fineTuning != nil
        let trained =
            isTrained
            ? " Rows of one step are drawn from the same noise without and with what was trained." : ""
        guard search != nil || !isTrained else { return "The same captions." + trained }
        return
            "The same captions, each drawn from the same noise in the first row and the rows of the search."
            + trained
    }

    private var glance: [KeyFigures.Figure] {
        var figures: [KeyFigures.Figure] = []
        if let found = search?.figures, let budget = found.rows.first?.budget {
            for row in found.rows where row.budget == budget {
                figures.append(
                    KeyFigures.Figure(
                        row.judge == nil
                            ? "\(row.strategy.title): reward" : "\(row.strategy.title): captions fully right",
                        row.judge.map(Format.percent) ?? Format.estimate(row.reward),
                        note: "\(Format.gigaMACs(row.macs)) a prompt, \(row.candidates) candidates"))
            }
        }
        if let level = noiseAware?.levels.first {
            figures.append(
                KeyFigures.Figure(
                    "Kendall's tau at step \(level.before.step)",
                    "\(NumberText.fixed(level.before.tau.mean, decimals: 2)) → "
                        + NumberText.fixed(level.after.tau.mean, decimals: 2),
                    note: "clean reward → noise-aware reward"))
        }
        if let rows = comparison?.comparison.rows.dropFirst(),
            let best = rows.max(by: { $0.reward.value.mean < $1.reward.value.mean })
        {
            figures.append(
                KeyFigures.Figure(
                    "Best of \(rows.count) ways to train: \(best.name)",
                    Format.estimate(best.reward.value),
                    note: "reward that a pruned search finds"))
        }
        if let found = hypernetwork?.figures {
            figures.append(
                Self.change(found.base, found.hypernetwork, note: "hypernetwork off → on"))
        }
        if let found = fineTuning?.figures {
            figures.append(
                Self.change(found.base, found.tuned, note: "before → after direct fine-tuning"))
        }
        return figures
    }

    /// What a training gave: captions that are right where there is a judge, else the reward.
    private static func change(
        _ before: HypernetworkFigures.Side, _ after: HypernetworkFigures.Side, note: String
    ) -> KeyFigures.Figure {
        guard let right = before.judge, let trained = after.judge else {
            return KeyFigures.Figure(
                "Same steps: reward",
                NumberText.fixed(before.reward.mean, decimals: 3) + " → "
                    + NumberText.fixed(after.reward.mean, decimals: 3), note: note)
        }
        return KeyFigures.Figure(
            "One step: captions fully right",
            NumberText.fixed(right.mean * 100, decimals: 1) + " → " + Format.percent(trained.mean), note: note
        )
    }

    /// One row for each way to draw, over the captions that they all show.
    private func pictureRows() throws -> (captions: [String]?, rows: [PictureTable.Row], isJudged: Bool) {
        typealias Source = (
            title: String, captions: [String], isRight: [Bool]?, picture: (Int) throws -> PixelImage
        )
        var all: [Source] = []
        for (source, figures) in generated where figures.imagesPerPrompt == 1 && figures.steps > 1 {
            all.append(
                (
                    "Base, \(figures.steps) steps", figures.prompts, figures.isRight,
                    { try source.picture("\(Pictures.number($0)).png") }
                ))
        }
        if let (source, figures) = search, let budget = figures.rows.first?.budget {
            for row in figures.rows where row.budget == budget {
                let key = row.strategy.key
                all.append(
                    (
                        row.strategy.title, figures.shown, figures.shownIsRight.map { $0[key] ?? [] },
                        { try source.picture(Pictures.path(key, $0)) }
                    ))
            }
        }
        if let (source, figures) = hypernetwork {
            all.append(
                (
                    "One step", figures.shown, figures.shownBaseIsRight,
                    { try source.picture(Pictures.path("base", $0)) }
                ))
            all.append(
                (
                    "One step, hypernetwork", figures.shown, figures.shownHypernetworkIsRight,
                    { try source.picture(Pictures.path("hypernetwork", $0)) }
                ))
        }
        if let (source, figures) = fineTuning {
            // A hypernetwork over the same generator drew the same pictures without it.
            let first = Pictures.path("base", 0)
            let isShown =
                source.digest(of: first).map { hypernetwork?.source.digest(of: first) == $0 } ?? false
            if !isShown {
                all.append(
                    (
                        hypernetwork == nil ? "One step" : "One step, before fine-tuning", figures.shown,
                        figures.shownBaseIsRight, { try source.picture(Pictures.path("base", $0)) }
                    ))
            }
            all.append(
                (
                    "One step, fine-tuned", figures.shown, figures.shownTunedIsRight,
                    { try source.picture(Pictures.path("tuned", $0)) }
                ))
        }
        guard let first = all.first else { return (nil, [], false) }
        let captions = Array(first.captions.prefix(7))
        let rows = try all.filter { $0.captions.starts(with: captions) }.map { source in
            PictureTable.Row(
                source.title,
                try captions.indices.map { index in
                    let mark: Picture.Mark =
                        source.isRight.map { index < $0.count && $0[index] ? .good : .bad } ?? .none
                    return Picture(try source.picture(index), mark: mark)
                })
        }
        return (captions, rows, all.contains { $0.isRight != nil })
    }

    private var costs: Table {
        Table(
            columns: ["Stage", "Kind", .number("Time")],
            rows: sources.map { source in
                [
                    Table.Cell(source.origin?.stage ?? "given"), Table.Cell(source.kind),
                    Table.Cell(source.origin.map { Format.duration($0.seconds) } ?? ""),
                ]
            },
            caption:
                "Time of the run that made each result; results that came from the cache keep the time of "
                + "their own run.")
    }

    var provenance: Provenance {
        Provenance(
            sources.flatMap { source -> [(name: String, value: String)] in
                guard let origin = source.origin else {
                    return [("input", source.artifact.digest.hexadecimal)]
                }
                return [
                    (origin.stage, "\(origin.kind), key \(origin.key.hexadecimal)"),
                    ("\(origin.stage): configuration", origin.configuration.canonicalText),
                    ("\(origin.stage): content", source.artifact.digest.hexadecimal),
                ]
            })
    }
}
