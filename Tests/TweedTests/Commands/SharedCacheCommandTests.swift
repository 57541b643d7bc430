import Foundation
import Testing
import Values

/// `tweed run --cache REGISTRY/NAME` with the programs that were built, and Debian's docker-registry.
@Suite(.enabled(if: CommandRegistry.program != nil, "docker-registry is not installed"), .serialized)
struct SharedCacheCommandTests {
    private let all = ["weights", "pictures[seed=1]", "pictures[seed=2]", "dataset", "page"]

    @Test func aSecondProjectComputesNothing() throws {
        let registry = try CommandRegistry()
        let cache = registry.reference("team/cache")
        let first = try CommandProject()
        let sent = try first.tweed("run", "toy.json", "--cache", cache)
        #expect(sent.status == 0 && sent.errors.contains("\(cache): 5 sent"))

        let second = try CommandProject()
        let plan = try second.tweed("plan", "toy.json", "--cache", cache, "--json").json()
        #expect(plan["stages"]?.arrayValue?.map { $0["decision"] } == all.map { _ in "fetch" })
        let shown = try second.tweed("show", "toy.json", "page", "--cache", cache)
        #expect(shown.status == 0 && shown.output.contains("report.html"))
        let only = try second.tweed("run", "toy.json", "--only", "dataset", "--cache", cache, "--json")
        #expect(only.status == 0)
        let run = try second.tweed("run", "toy.json", "--cache", cache, "--json", "--events", "e.jsonl")
        #expect(try run.json()["stages"]?.arrayValue?.map { $0["status"] } == all.map { _ in "cached" })
        #expect(try second.text("e.jsonl").contains("\"event\":\"fetched\""))
        #expect(try first.text("outputs/toy/summary.json") == second.text("outputs/toy/summary.json"))
    }

    @Test func aCacheThatIsOnlyReadGetsNothing() throws {
        let registry = try CommandRegistry()
        let cache = registry.reference("team/cache")
        let first = try CommandProject()
        let run = try first.tweed("run", "toy.json", "--cache", cache, "--cache-mode", "read")
        #expect(run.status == 0 && !run.errors.contains("sent"))
        let plan = try CommandProject().tweed("plan", "toy.json", "--cache", cache)
        #expect(!plan.output.contains("comes from"))
    }

    @Test func aRegistryThatIsGoneIsNoFaultOfTheRun() throws {
        let project = try CommandProject()
        let run = try project.tweed("run", "toy.json", "--cache", "127.0.0.1:1/team/cache")
        #expect(run.status == 0 && run.output.contains("5 computed"))
        #expect(run.errors.contains("this run goes on without 127.0.0.1:1/team/cache"))
        #expect(run.errors.components(separatedBy: "warning").count == 2)
    }

    @Test func otherCommandsAndOddNamesAreRefused() throws {
        let project = try CommandProject()
        let bundle = try project.tweed("bundle", "toy.json", "--cache", "127.0.0.1:1/team/cache")
        #expect(bundle.status == 2 && bundle.errors.contains("has no use for the shared cache"))
        let two = try project.tweed("run", "toy.json", "--cache", "a.b/c", "--cache", "a.b/d")
        #expect(two.status == 2)
        // A folder stays a folder.
        #expect(try project.tweed("run", "toy.json", "--cache", "./a.b/c", "--quiet").status == 0)
        #expect(FileManager.default.fileExists(atPath: project.folder + "/a.b/c/actions"))
    }
}

/// What else `tweed` does with registries, with the programs that were built.
@Suite(.enabled(if: CommandRegistry.program != nil, "docker-registry is not installed"), .serialized)
struct RegistryCommandTests {
    @Test func resultsOfALazyPullComeWhenTheyAreNeeded() throws {
        let registry = try CommandRegistry()
        let project = try CommandProject()
        #expect(try project.tweed("run", "toy.json", "--quiet").status == 0)
        let reference = registry.reference("team/toy:v1")
        #expect(try project.tweed("push", reference, "toy.json").status == 0)
        let pulled = try project.tweed("pull", reference, "--lazy", "-o", "there")
        #expect(pulled.status == 0 && pulled.output.contains("0 objects, results: fetched when needed"))
        let plan = try project.tweed("plan", "there/toy.json")
        #expect(plan.output.contains("5 to fetch"))
        let shown = try project.tweed("show", "there/toy.json", "page")
        #expect(shown.status == 0 && shown.output.contains("report.html"))
        let again = try project.tweed("plan", "there/toy.json")
        #expect(again.output.contains("1 cached, 4 to fetch"))
        let run = try project.tweed("run", "there/toy.json", "--json").json()
        #expect(run["stages"]?.arrayValue?.map { $0["status"] } == Array(repeating: "cached", count: 5))
    }

    @Test func baseAndDifferenceComeThroughTheSameDoor() throws {
        let registry = try CommandRegistry()
        let project = try CommandProject()
        let reference = registry.reference("team/toy:v1")
        let pushed = try project.tweed("push", reference, "toy.json", "--results", "none")
        let pinned = try #require(pushed.lines.first)

        let same = try project.tweed("diff", reference, "toy.json")
        #expect(same.status == 0)
        try project.write(
            "{\"tweed\": 1, \"name\": \"mine\", \"extends\": \"\(pinned)\", \"params\": {\"steps\": 1}}",
            to: "mine.json")
        let different = try project.tweed("diff", reference, "mine.json")
        #expect(different.status == 1 && different.output.contains("params.steps 2 -> 1"))
        #expect(try project.tweed("run", "mine.json", "--until", "weights", "--quiet").status == 0)

        try project.write("{\"tweed\": 1, \"extends\": \"\(reference)\"}", to: "tagged.json")
        let tagged = try project.tweed("run", "tagged.json")
        #expect(tagged.status == 2 && tagged.errors.contains("which is now \(pinned)"))

        // From here on without the registry, and into a bundle.
        let digits = String(pinned.suffix(64))
        try project.write(
            "{\"tweed\": 1, \"extends\": \"127.0.0.1:1/gone/toy@sha256:\(digits)\"}", to: "gone.json")
        #expect(try project.tweed("validate", "gone.json").status == 0)
        #expect(try project.tweed("bundle", "mine.json", "-o", "mine.tweed").status == 0)
        let unpacked = try project.tweed("unbundle", "mine.tweed", "-o", "elsewhere")
        #expect(unpacked.status == 0)
        #expect(try project.tweed("diff", "mine.json", "elsewhere/mine.json").status == 0)

        try project.write("a blue circle\n", to: ".tweed/bases/\(digits)/files/prompts.txt")
        let altered = try project.tweed("validate", "mine.json")
        #expect(altered.status == 2 && altered.errors.contains("cannot be had"))
        let missing = try project.tweed("diff", registry.reference("team/none:v1"), "toy.json")
        #expect(missing.status == 2 && missing.errors.contains("is not there"))
    }
}
