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
