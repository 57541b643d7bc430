import Foundation
import Recipes
import Testing
import Values

@Suite struct PathTests {
    /// Loads a recipe in `recipes` of a project whose one stage reads a folder.
    private func load(
        _ path: String, in project: TemporaryProject, overrides: [String] = [], permittedPaths: [String] = []
    ) throws -> Result<Recipe, RecipeProblems> {
        let text = recipe(
            "\"w\": {\"uses\": \"load-weights\", \"with\": {\"from\": \"\(path)\"}}", params: #"{"p": 1}"#)
        return RecipeLoader.load(
            path: try project.write("recipes/x.json", text), catalogue: testCatalogue, overrides: overrides,
            permittedPaths: permittedPaths)
    }

    private func message(_ path: String, in project: TemporaryProject) throws -> String? {
        guard case .failure(let problems) = try load(path, in: project) else { return nil }
        #expect(problems.diagnostics.count == 1)
        return problems.diagnostics.first?.problem.message.replacing(project.folder, with: "PROJECT")
    }

    @Test func pathsMustStayInTheProject() throws {
        let outside = try TemporaryProject()
        let project = try TemporaryProject()
        try project.write("models/world/x")
        try project.write("file")
        try project.link("out", to: outside.folder)
        try project.link("models/in", to: "world")
        try project.link("dangling", to: "nowhere")
        #expect(try message("../models/world", in: project) == nil)
        #expect(try message("../models/in", in: project) == nil)
        #expect(try message("./../recipes/../models//world/", in: project) == nil)
        #expect(
            try message("/etc", in: project)
                == "\"from\" is the absolute path \"/etc\"; a path in a recipe is relative to the recipe's folder"
        )
        #expect(
            try message(project.folder + "/models", in: project)?.hasPrefix("\"from\" is the absolute path")
                == true)
        #expect(
            try message("../../etc", in: project)
                == "\"from\": \"../../etc\" lies outside of the project folder PROJECT")
        #expect(
            try message("../out", in: project)
                == "\"from\": \"../out\" is a link to \(outside.folder), outside of the project folder PROJECT"
        )
        #expect(try message("../out/.tweed", in: project)?.contains("is a link to") == true)
        #expect(try message("../dangling", in: project) == "\"from\": there is no \"../dangling\"")
        #expect(
            try message("../models/wrold", in: project)
                == "\"from\": there is no \"../models/wrold\"; did you mean \"../models/world\"?")
        #expect(try message("../file", in: project) == "\"from\" must be a folder; \"../file\" is a file")
        #expect(try message("", in: project) == "\"from\" is an empty path")
        #expect(try message("a\\u0000b", in: project) == "\"from\": there is no \"a\u{FFFD}b\"")
    }

    @Test func aPersonMayNameAnyPath() throws {
        let outside = try TemporaryProject()
        try outside.write("deep/x")
        let project = try TemporaryProject()
        let recipe = try load(
            ".", in: project, overrides: ["stages.w.with.from=\(outside.folder)"]
        ).get()
        #expect(recipe.stage("w")?.inputs.map(\.source) == [.folder(outside.folder)])
        // What a recipe puts below a path that the person named is fine, beside it is not.
        let below = try load("${params.p}/deep", in: project, overrides: ["params.p=\(outside.folder)"]).get()
        #expect(below.stage("w")?.inputs.map(\.source) == [.folder(outside.folder + "/deep")])
        let beside = try load("${params.p}/..", in: project, overrides: ["params.p=\(outside.folder)/deep"])
        #expect(throws: RecipeProblems.self) { try beside.get() }
        let permitted = try load(outside.folder + "/deep", in: project, permittedPaths: [outside.folder])
            .get()
        #expect(permitted.stage("w")?.inputs.map(\.source) == [.folder(outside.folder + "/deep")])
    }

    @Test(arguments: [".git", "Package.swift", ".tweed"])
    func theProjectIsTheNearestMarkedFolder(mark: String) throws {
        let project = try TemporaryProject(mark: mark)
        #expect(try load("..", in: project).get().projectFolder == project.folder)
    }

    @Test func withoutMarksItIsTheRecipesFolder() throws {
        let project = try TemporaryProject(mark: nil)
        #expect(try load(".", in: project).get().projectFolder == project.folder + "/recipes")
        #expect(
            try message("..", in: project)
                == "\"from\": \"..\" lies outside of the project folder PROJECT/recipes")
    }
}
