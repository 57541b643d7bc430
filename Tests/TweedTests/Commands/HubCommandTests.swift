import Foundation
import Hub
import Recipes
import Stages
import Testing

@testable import tweed

/// Models of a hub in recipes, and the door to programs beside this one.
struct HubCommandTests {
    private static let recipe = """
        { "tweed": 1, "name": "toy", "stages": {
            "one": { "uses": "load-weights", "with": { "from": "hub:org/name@v1", "variant": "fp16" } },
            "two": { "uses": "load-weights", "with": { "from": "hub:org/name@v1", "variant": "fp16" } },
            "three": { "uses": "load-weights", "with": { "from": "hub:org/name@v1" } } } }
        """

    private func script(_ name: String, _ text: String, in project: CommandProject) throws -> String {
        try FileManager.default.createDirectory(
            atPath: project.folder + "/programs", withIntermediateDirectories: true)
        try project.write("#!/bin/sh\n" + text, to: "programs/" + name)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: project.folder + "/programs/" + name)
        return project.folder + "/programs"
    }

    @Test func aRecipeTellsWhichModelsItLacks() throws {
        let project = try CommandProject()
        try project.write(Self.recipe, to: "hub.json")
        let options = try RecipeOptions.parse([project.folder + "/hub.json"])
        let registry = StageRegistry(StageKinds.all)
        guard case .failure(let problems) = options.check(registry, hub: .none) else {
            Issue.record("the models are not there")
            return
        }
        #expect(problems.areOfTheHub)
        let anticipated = options.check(
            registry,
            hub: ModelHub { _ in
                .success(ModelHub.Snapshot(folder: "/nowhere/snapshots/absent", consulted: []))
            })
        let wishes = HubFetcher.wishes(of: try anticipated.get(), hub: .none)
        #expect(
            wishes == [
                HubFetcher.Wish(reference: "hub:org/name@v1", variant: "fp16"),
                HubFetcher.Wish(reference: "hub:org/name@v1", variant: nil),
            ])
    }

    @Test func otherMistakesComeFirst() throws {
        let project = try CommandProject()
        try project.write(
            Self.recipe.replacingOccurrences(of: "\"variant\"", with: "\"varient\""), to: "hub.json")
        let options = try RecipeOptions.parse([project.folder + "/hub.json"])
        guard case .failure(let problems) = options.check(StageRegistry(StageKinds.all), hub: .none) else {
            Issue.record("the recipe has a mistake")
            return
        }
        #expect(!problems.areOfTheHub)
    }

    @Test func withoutANetworkTheErrorSaysWhatToDo() throws {
        let project = try CommandProject()
        try project.write(Self.recipe, to: "hub.json")
        let environment = ["HF_HOME": project.folder + "/home", "HF_HUB_OFFLINE": "1"]
        let result = try project.tweed("run", "hub.json", environment: environment)
        #expect(result.status == 2)
        #expect(result.errors.contains("run: tweed hub download org/name --revision v1"))
    }

    @Test func programsBesideOrOnThePathAreCommands() throws {
        let project = try CommandProject()
        let folder = try script("tweed-hello", "echo \"hello $*\"; exit 3\n", in: project)
        let found = try project.tweed("hello", "a b", "--c", environment: ["PATH": folder + ":/bin:/usr/bin"])
        #expect(found.status == 3)
        #expect(found.output == "hello a b --c\n")
        let absent = try project.tweed("hello", environment: ["PATH": "/bin:/usr/bin"])
        #expect(absent.status == 2)
        // A command of this program is not replaced.
        _ = try script("tweed-stages", "exit 3\n", in: project)
        #expect(try project.tweed("stages", environment: ["PATH": folder + ":/bin:/usr/bin"]).status == 0)
        #expect(SiblingProgram(unknownCommandIn: ["../x"]) == nil)
        #expect(SiblingProgram(unknownCommandIn: ["--help"]) == nil)
        #expect(SiblingProgram(unknownCommandIn: []) == nil)
    }

    @Test func aMissingProgramIsSaid() {
        let environment = ["PATH": "/nowhere"]
        #expect(throws: CommandFailure.self) {
            try RemoteProgram(environment: environment, own: "/nowhere/tweed")
        }
        #expect(SiblingProgram(named: "tweed-remote", environment: environment, own: nil) == nil)
        #expect(SiblingProgram(named: "bin", environment: ["PATH": "/usr"], own: nil) == nil)
    }
}
