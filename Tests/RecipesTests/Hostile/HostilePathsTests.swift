import Foundation
import Recipes
import Testing
import Values

/// A recipe reads nothing outside of its project.
@Suite struct HostilePathsTests {
    private static let base = #"{"tweed": 1, "stages": {"w": {"uses": "make-weights"}}}"#

    private func messages(_ project: TemporaryProject, prompts path: String) throws -> [String] {
        let text = recipe(
            """
            "w": {"uses": "make-weights"},
            "d": {"uses": "tweedie-dataset", "with": {"generator": "${stages.w.generator}", "prompts": "\(path)"}}
            """)
        return messages(project, try project.write("recipes/x.json", text))
    }

    private func messages(_ project: TemporaryProject, _ path: String) -> [String] {
        guard case .failure(let problems) = RecipeLoader.load(path: path, catalogue: testCatalogue) else {
            return []
        }
        #expect(problems.diagnostics.allSatisfy { $0.range != nil })
        return problems.diagnostics.map { $0.problem.message.replacing(project.folder, with: "PROJECT") }
    }

    @Test func linksThatLeadOutAreRefusedForFiles() throws {
        let outside = try TemporaryProject()
        try outside.write("secret.txt", "a red circle\n")
        let project = try TemporaryProject()
        try project.write("recipes/real.txt", "a red circle\n")
        try project.link("recipes/out.txt", to: outside.folder + "/secret.txt")
        try project.link("recipes/chain.txt", to: "out.txt")
        try project.link("recipes/folder", to: outside.folder)
        try project.link("recipes/in.txt", to: "real.txt")
        try project.link("recipes/loop.txt", to: "loop.txt")
        let target = outside.folder + "/secret.txt"
        #expect(try messages(project, prompts: "in.txt") == [])
        for path in ["out.txt", "chain.txt", "folder/secret.txt", "folder/../folder/secret.txt"] {
            #expect(
                try messages(project, prompts: path) == [
                    "\"prompts\": \"\(path)\" is a link to \(target), outside of the project folder PROJECT"
                ])
        }
        #expect(try messages(project, prompts: "loop.txt") == ["\"prompts\": there is no \"loop.txt\""])
        #expect(
            try messages(project, prompts: "folder/none.txt") == [
                "\"prompts\": there is no \"folder/none.txt\""
            ])
    }

    @Test func linksThatLeadOutAreRefusedForBases() throws {
        let outside = try TemporaryProject()
        try outside.write("base.json", Self.base)
        let project = try TemporaryProject()
        try project.write("recipes/here.json", Self.base)
        try project.link("recipes/base.json", to: outside.folder + "/base.json")
        try project.link("recipes/folder", to: outside.folder)
        try project.link("recipes/in.json", to: "here.json")
        for (path, expected) in [
            ("in.json", nil), ("base.json", "is a link to"), ("folder/base.json", "is a link to"),
            ("../../base.json", "lies outside of the project folder"),
            ("\(outside.folder)/base.json", "is the absolute path"),
            ("x\\u0000.json", "there is no"), ("here.json/../../../x", "lies outside of the project folder"),
        ] {
            let recipe = try project.write("recipes/x.json", "{\"extends\": \"\(path)\"}")
            let all = messages(project, recipe)
            #expect(all.count == (expected == nil ? 0 : 1), "\(path): \(all)")
            #expect(all.first?.contains(expected ?? "") ?? (expected == nil), "\(path): \(all)")
        }
    }

    /// A base in another folder of the project cannot reach further than the recipe itself.
    @Test func basesAreHeldToTheSameProject() throws {
        let project = try TemporaryProject()
        try project.write("prompts.txt", "a red circle\n")
        try project.write(
            "bases/base.json",
            #"{"tweed": 1, "stages": {"w": {"uses": "load-weights", "with": {"from": "../../"}}}}"#)
        #expect(
            messages(project, try project.write("recipes/x.json", #"{"extends": "../bases/base.json"}"#)) == [
                "\"from\": \"../../\" lies outside of the project folder PROJECT"
            ])
    }

    /// To the system a slash is a slash, also below an accent, with which Swift sees one character.
    @Test func accentsHideNoSlash() throws {
        let project = try TemporaryProject()
        try project.write("recipes/\u{301}a/x.txt", "a red circle\n")
        #expect(try messages(project, prompts: "\u{301}a/x.txt") == [])
        #expect(
            try messages(project, prompts: "/\u{301}a/x.txt").first?.hasPrefix(
                "\"prompts\" is the absolute path") == true)
        #expect(
            try messages(project, prompts: "../../\u{301}x").first?.contains(
                "lies outside of the project folder") == true)
    }

    /// Two folders whose names are one text in two spellings are two folders.
    @Test func spellingsOfOneNameAreTwoFolders() throws {
        let parent = try TemporaryProject(mark: nil)
        try parent.write("\u{E9}/.tweed/x")
        try parent.write("e\u{301}/secret.txt", "a red circle\n")
        let names = try FileManager.default.contentsOfDirectory(atPath: parent.folder)
        // Some file systems know only one of the two.
        guard names.count == 2 else { return }
        let text = recipe(
            """
            "w": {"uses": "make-weights"},
            "d": {"uses": "tweedie-dataset",
                  "with": {"generator": "${stages.w.generator}", "prompts": "../e\u{301}/secret.txt"}}
            """)
        let all = messages(parent, try parent.write("\u{E9}/x.json", text))
        #expect(all.count == 1 && all[0].contains("lies outside of the project folder"), "\(all)")
    }

    @Test(arguments: ["a\\u0000b", "\\u0000", "prompts.txt\\u0000/../../x"]) func zeroBytesAreRefused(
        path: String
    ) throws {
        let project = try TemporaryProject()
        let all = try messages(project, prompts: path)
        #expect(all.count == 1, "\(all)")
    }

    @Test func hugePathsAreRefused() throws {
        let project = try TemporaryProject()
        for path in [
            String(repeating: "a/", count: 100_000), String(repeating: "../a/", count: 50_000) + "x",
        ] {
            let all = try messages(project, prompts: path)
            #expect(all.count == 1 && all[0].utf8.count < 1000)
        }
    }
}
