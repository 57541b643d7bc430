import Foundation
import Testing
import Values

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct LiveRunCommandTests {
    /// Questions while a run is at work, and after it was killed.
    @Test func aRunAtWorkIsSeenAndAKilledOneIsToldFromIt() throws {
        let project = try CommandProject()
        // Long enough for all questions.
        let process = try project.start(
            "run", "toy.json", "--until", "dataset", "--set", "params.steps=1000", "--set",
            "stages.dataset.with.images_per_prompt=4096", "--events", "events.jsonl", "--quiet")
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        let deadline = Date(timeIntervalSinceNow: 60)
        while (try? project.text("events.jsonl"))?.contains("\"started\"") != true
            || (try? project.text("events.jsonl"))?.contains("\"stage\":\"dataset\"") != true,
            Date() < deadline
        {
            Thread.sleep(forTimeInterval: 0.05)
        }

        let runs = try project.tweed("runs", "toy.json", "--json").json()
        #expect(runs[0]?["status"] == "running")
        let refused = try project.tweed("cache", "gc")
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasPrefix(
                "error: nothing was removed, because the cache is in use by a run of toy (process "
                    + "\(process.processIdentifier), began "))
        let status = try project.tweed("status", "toy.json")
        #expect(status.lines.last?.hasSuffix(", process \(process.processIdentifier)") == true)

        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try project.tweed("runs", "toy.json", "--json").json()[0]?["status"] == "interrupted")
        let one = try project.tweed("runs", "toy.json", "--id", "latest")
        #expect(one.output.contains("ended without a word: killed, or the machine went down"))
        #expect(try project.tweed("cache", "gc", "--dry-run").status == 0)
    }
}
