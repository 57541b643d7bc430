import Testing
import Values

@testable import Recipes

/// A parameter that takes a model: a folder, a file, or what a hub's cache has.
@Suite struct ModelParameterTests {
    private static let catalogue = StageCatalogue([
        StageKindDescription(
            name: "load", summary: "Loads.",
            parameters: [ParameterDescription("from", .model, help: "What.")],
            outputs: [OutputDescription("model", type: "model", summary: "It.")], primaryOutput: "model")
    ])

    private func load(_ project: TemporaryProject, _ from: String, hub: ModelHub = .none) -> Result<
        Recipe, RecipeProblems
    > {
        let text = recipe(#""a": {"uses": "load", "with": {"from": "\#(from)"}}"#)
        let source = SourceText(name: project.folder + "/x.json", text: text)
        return RecipeLoader.load(source, catalogue: Self.catalogue, hub: hub)
    }

    @Test func foldersAndFilesAreBoundAsWhatTheyAre() throws {
        let project = try TemporaryProject()
        let file = try project.write("models/tiny/model.safetensors")
        let one = try #require(try load(project, "models/tiny").get().stages.first)
        #expect(one.configuration == ["from": ["$file": "from"]])
        #expect(one.inputs.map(\.source) == [.folder(String(file.dropLast("/model.safetensors".count)))])
        let other = try #require(try load(project, "models/tiny/model.safetensors").get().stages.first)
        #expect(other.inputs.map(\.source) == [.file(file)])
    }

    @Test func aReferenceIsLookedUp() throws {
        let project = try TemporaryProject()
        let folder = project.folder
        let hub = ModelHub { reference in
            reference == "hub:org/name@v1"
                ? .success(ModelHub.Snapshot(folder: folder, consulted: ["/refs/v1"]))
                : .failure(ModelHub.Absence(reason: "not here; run: hf download"))
        }
        let recipe = try load(project, "hub:org/name@v1", hub: hub).get()
        #expect(recipe.stages.first?.inputs.map(\.source) == [.folder(project.folder)])
        // A revision that becomes another model is noticed by its stamp.
        #expect(Set(recipe.consultedPaths).isSuperset(of: [project.folder, "/refs/v1"]))
        guard case .failure(let problems) = load(project, "hub:org/other", hub: hub) else {
            Issue.record("found a model that is not there")
            return
        }
        #expect(
            problems.diagnostics.map(\.problem.message) == [
                #""from": "hub:org/other": not here; run: hf download"#
            ])
    }

    @Test func withoutAHubThereIsNone() throws {
        let project = try TemporaryProject()
        guard case .failure(let problems) = load(project, "hub:org/name") else {
            Issue.record("found a model without a hub")
            return
        }
        #expect(problems.diagnostics.count == 1)
    }
}
