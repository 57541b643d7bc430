import Engine
import Foundation
import Stages
import Testing
import Values

@Suite struct StageContextTests {
    static func context(_ configuration: JSONValue, inputs: [String: Artifact] = [:]) -> StageContext {
        let folder = FileManager.default.temporaryDirectory.path
        return StageContext(
            ExecutionRequest(
                stage: "s", kind: "k", configuration: configuration, inputs: inputs, outputFolder: folder,
                checkpoints: StageCheckpoints(folder: folder)))
    }

    @Test func readsParametersByType() throws {
        let context = Self.context([
            "flag": true, "steps": 300, "whole": 2e3, "rate": 0.5, "name": "pruned", "budget": "40 GMAC",
            "levels": [14, 8], "keep": [0.4, 1], "names": ["a", "b"], "budgets": ["1 kMAC", 7], "none": .null,
        ])
        #expect(try context.boolean("flag"))
        #expect(try context.integer("steps") == 300)
        #expect(try context.integer("whole") == 2000)
        #expect(try context.number("steps") == 300)
        #expect(try context.number("rate") == 0.5)
        #expect(try context.string("name") == "pruned")
        #expect(try context.macs("budget") == 40_000_000_000)
        #expect(try context.macs("steps") == 300)
        #expect(try context.integers("levels") == [14, 8])
        #expect(try context.numbers("keep") == [0.4, 1])
        #expect(try context.strings("names") == ["a", "b"])
        #expect(try context.macsList("budgets") == [1000, 7])
        #expect(try context.optionalInteger("none") == nil)
        #expect(try context.optionalNumbers("none") == nil)
        #expect(try context.optionalArtifact("none") == nil)
        #expect(try context.optionalString("name") == "pruned")
    }

    @Test func saysWhatAKindReadsWrongly() {
        let context = Self.context(["rate": 0.5, "levels": [1, "two"]])
        #expect(throws: StageContextError.undeclaredParameter("steps", kind: "k")) {
            try context.integer("steps")
        }
        #expect(throws: StageContextError.wrongType("rate", kind: "k", expected: "an integer", found: 0.5)) {
            try context.integer("rate")
        }
        let error = #expect(throws: StageContextError.self) { try context.integers("levels") }
        #expect(
            error.map { "\($0)" }
                == "stage kind k reads levels as a list of integers, but it is [1,\"two\"]; this is a fault in Tweed"
        )
    }

    @Test func handsOutInputsByParameter() throws {
        func artifact(_ path: String) throws -> Artifact {
            let digest = try #require(Digest(hexadecimal: String(repeating: "a", count: 64)))
            return Artifact(
                digest: digest, isFolder: false,
                files: [Artifact.File(relativePath: "", path: path, digest: digest, size: 1)])
        }
        let context = Self.context(
            [
                "prompts": ["$file": "prompts"], "of": [["$input": "of[0]"], ["$input": "of[1]"]],
                "lost": ["$input": "lost"],
            ],
            inputs: [
                "prompts": try artifact("/p"), "of[0]": try artifact("/x"), "of[1]": try artifact("/y"),
            ])
        #expect(try context.file("prompts") == "/p")
        #expect(try context.optionalFile("prompts") == "/p")
        #expect(try context.artifacts("of").map { try $0.path() } == ["/x", "/y"])
        #expect(throws: StageContextError.self) { try context.artifact("lost") }
        #expect(throws: StageContextError.self) { try context.artifacts("prompts") }
    }
}
