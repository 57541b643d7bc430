import Engine
import Foundation
import Recipes
import Reports
import Values

/// One self-contained page of what other stages found, and the same figures for scripts.
struct ReportStage: StageKind {
    let description = StageKindDescription(
        name: "report", summary: "One self-contained HTML page and summary.json of what other stages found",
        revision: 8,
        parameters: [
            ParameterDescription(
                "title", .string(maximumLength: 200), default: "Better pictures at test time",
                help: "Title of the page"),
            ParameterDescription(
                "of",
                .list(
                    of: .artifact(types: [
                        ArtifactType.pictures, ArtifactType.tweedieDataset, ArtifactType.noiseAwareReward,
                        ArtifactType.hypernetwork, ArtifactType.searchResults, ArtifactType.evaluation,
                        ArtifactType.replayResults, ArtifactType.schedule,
                        ArtifactType.noiseAwareComparison, ArtifactType.oneStepGenerator,
                    ]), count: 1...100), help: "The stages that it tells of"),
        ],
        outputs: [
            OutputDescription("report", type: ArtifactType.report, summary: "report.html and summary.json")
        ],
        primaryOutput: "report", cores: 1, memoryMegabytes: 200)

    func run(_ context: StageContext) throws {
        let artifacts = try context.artifacts("of")
        let sources = try artifacts.enumerated().map { index, artifact in
            try ReportSource(artifact: artifact, origin: context.request.origins["of[\(index)]"])
        }
        let content = try ReportContent(sources)
        let output = try context.outputFolder("report")
        let page = ReportPage(
            title: try context.string("title"), subtitle: content.subtitle, sections: try content.sections(),
            provenance: content.provenance)
        try Data(page.html.utf8).write(to: URL(fileURLWithPath: output + "/report.html"))
        try writeJSON(content.summary, to: output + "/summary.json")
    }
}
