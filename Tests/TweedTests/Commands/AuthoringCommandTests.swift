import Foundation
import Testing
import Values

/// `tweed init` and `tweed fmt`.
@Suite struct AuthoringCommandTests {
    @Test func aRecipeToBeginWith() throws {
        let project = try CommandProject()
        let first = try project.tweed("init", "new/mine.yaml")
        #expect(first.status == 0 && first.lines[0] == "Wrote new/mine.yaml and new/prompts.txt")
        #expect(try project.text("new/mine.yaml").contains("# "))
        #expect(try project.tweed("validate", "new/mine.yaml").output.contains("is valid: 5 stages"))
        #expect(try project.tweed("plan", "new/mine.yaml").lines.first == "first: 5 stages, 5 to run")
        let second = try project.tweed("init", "new/mine.yaml")
        #expect(second.status == 1 && second.errors.contains("nothing is overwritten"))
        #expect(try project.tweed("init", "mine.json").status == 2)
        // Prompts that are there stay.
        #expect(try project.tweed("init").status == 0)
        #expect(try project.text("prompts.txt") == "a red circle on white\n")
    }

    @Test func canonicalForm() throws {
        let project = try CommandProject()
        let before = try project.tweed("plan", "toy.json", "--json").json()
        let wrong = try project.tweed("fmt", "--check", "toy.json")
        #expect(wrong.status == 1 && wrong.output == "toy.json would change\n")
        let text = try project.text("toy.json")
        try project.write("{", to: "broken.json")
        #expect(try project.tweed("fmt", "toy.json", "broken.json").status == 2)
        #expect(try project.text("toy.json") == text)
        #expect(try project.tweed("fmt", "toy.json").output == "toy.json\n")
        #expect(try project.tweed("fmt", "--check", "toy.json").status == 0)
        #expect(try project.tweed("plan", "toy.json", "--json").json() == before)
        try project.write("# comment\ntweed: 1\n", to: "x.yaml")
        let yaml = try project.tweed("fmt", "x.yaml")
        #expect(yaml.status == 0 && yaml.errors.contains("comments would be lost"))
        #expect(try project.text("x.yaml") == "# comment\ntweed: 1\n")
    }
}
