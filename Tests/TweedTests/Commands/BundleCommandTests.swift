import Foundation
import Testing
import Values

/// The built program packs a project, takes it apart elsewhere, and computes nothing there.
@Suite struct BundleCommandTests {
    @Test func fromOneProjectToAnother() throws {
        let project = try CommandProject()
        let early = try project.tweed("bundle", "toy.json", "-o", "early.tweed")
        #expect(early.status == 0 && early.output.contains("the results of 0 of 5 stages"))
        #expect(early.output.contains("no result yet: weights, pictures[seed=1]"))
        #expect(try project.tweed("run", "toy.json", "--quiet").status == 0)

        let keys = try keys(project)
        let packed = try project.tweed("bundle", "toy.json", "--sign-key", "secret.pem", "--json")
        #expect(packed.status == 0)
        let facts = try packed.json()
        #expect(facts["stages"]?.arrayValue?.count == 5 && facts["missing"] == [] && facts["run"] != .null)
        #expect(facts["files"]?.arrayValue?.contains("prompts.txt") == true)
        #expect(facts["files"]?.arrayValue?.contains("world/reward/config.json") == true)
        // A run that finds all in the cache changes nothing of the bundle.
        #expect(try project.tweed("run", "toy.json", "--quiet").status == 0)
        #expect(try project.tweed("bundle", "toy.json", "-o", "again.tweed").status == 0)
        let digest = try project.tweed("bundle", "toy.json", "-o", "again.tweed", "--json").json()["digest"]
        #expect(digest == facts["digest"])

        let refused = try project.tweed("unbundle", "again.tweed", "--verify-key", keys.open)
        #expect(refused.status == 1 && refused.errors.contains("has no signature"))
        #expect(!FileManager.default.fileExists(atPath: project.folder + "/toy"))
        let unpacked = try project.tweed("unbundle", "toy.tweed", "--verify-key", keys.open)
        #expect(unpacked.status == 0 && unpacked.output.contains("5 of 5 results in the cache"))
        #expect(unpacked.lines.last == "next: tweed run toy/toy.json")
        let run = try project.tweed("run", "toy/toy.json", "--json").json()
        #expect(run["stages"]?.arrayValue?.map { $0["status"] } == Array(repeating: "cached", count: 5))
        let there = try project.tweed("unbundle", "toy.tweed", "-o", "toy", "--json").json()
        #expect(there["written"] == 0 && there["objects"] == 0)
        let final = try project.tweed("bundle", "toy.json", "-o", "final.tweed", "--results", "final")
        #expect(final.output.contains("the results of 3 of 5 stages"))
        let shown = try project.tweed("unbundle", "final.tweed", "-o", "final")
        #expect(shown.status == 0 && shown.output.contains("shown in final/outputs/toy"))
        #expect(
            try project.text("final/outputs/toy/page/report.html")
                == project.text("outputs/toy/page/report.html"))
        try differences(project)
    }

    private func keys(_ project: CommandProject) throws -> (secret: String, open: String) {
        // The keys of RFC 8410, section 10.
        try project.write(
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                + "-----END PRIVATE KEY-----\n", to: "secret.pem")
        try project.write(
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                + "-----END PUBLIC KEY-----\n", to: "open.pem")
        return ("secret.pem", "open.pem")
    }

    private func differences(_ project: CommandProject) throws {
        let same = try project.tweed("diff", "toy.json", "toy.tweed")
        #expect(same.status == 0 && same.lines.last == "no value and no result differs")
        let text = try project.text("toy.json")
        try project.write(text.replacing("\"steps\": 2", with: "\"steps\": 3"), to: "three.json")
        let planned = try project.tweed("diff", "toy.json", "three.json")
        #expect(planned.status == 1 && planned.output.contains("params.steps 2 -> 3"))
        #expect(planned.output.contains("≠ dataset           with.steps 2 -> 3"))
        #expect(try project.tweed("run", "three.json", "--quiet").status == 0)
        let ran = try project.tweed("diff", "toy.tweed", "three.json", "--json")
        let stages = try #require(try ran.json()["stages"]?.arrayValue)
        let dataset = try #require(stages.first { $0["name"] == "dataset" })
        #expect(ran.status == 1 && dataset["reasons"] == ["with.steps 2 -> 3"])
        #expect(dataset["outputs"]?.arrayValue?.count == 1)
        #expect(dataset["figures"]?.arrayValue?.contains { $0["path"] == "steps" } == true)
        #expect(stages.first { $0["name"] == "weights" }?["same"] == true)
        let record = try project.tweed("runs", "toy.json", "--id", "latest", "--json")
        try project.write(record.output, to: "record.json")
        #expect(try project.tweed("diff", "record.json", "three.json").status == 0)
        #expect(try project.tweed("diff", "record.json", "toy.tweed").status == 1)
        #expect(try project.tweed("diff", "toy.json", "absent.json").status == 2)
        #expect(try project.tweed("diff", "toy.json", "prompts.txt").status == 2)
        let registry = try project.tweed("diff", "toy.json", "127.0.0.1:1/team/toy:v1")
        #expect(registry.status == 2 && registry.errors.contains("127.0.0.1 cannot be reached"))
    }

    @Test func wrongCommands() throws {
        let project = try CommandProject()
        #expect(try project.tweed("unbundle", "absent.tweed").status == 1)
        #expect(try project.tweed("unbundle", "toy.json").errors.contains("is no bundle"))
        #expect(try project.tweed("bundle", "toy.json", "--results", "some").status == 2)
        #expect(try project.tweed("bundle", "absent.json").status == 2)
        #expect(try project.tweed("bundle", "toy.json", "-o", "no/such/x.tweed").status == 1)
        #expect(try project.tweed("bundle", "toy.json", "--sign-key", "toy.json").errors.contains("as a key"))
        let small = try project.tweed("bundle", "toy.json", "--inputs-up-to", "1kB", "--results", "none")
        #expect(small.status == 0 && small.output.contains("left out: world/generator/model.safetensors"))
        let unpacked = try project.tweed("unbundle", "toy.tweed", "-o", "there")
        #expect(
            unpacked.status == 0 && unpacked.output.contains("missing: world/generator/model.safetensors"))
    }
}
