import Foundation
import Testing
import Values

@Suite struct SteeringCommandTests {
    @Test func partsOfARecipe() throws {
        let project = try CommandProject()
        let refused = try project.tweed("run", "toy.json", "--only", "page", "--json")
        #expect(refused.status == 1)
        #expect(
            refused.errors == """
                error: --only page needs the results of weights, dataset, and they are not in the cache; use \
                --until page to compute them as well, or name them with --only, too

                """)
        #expect(try refused.json()["status"] == "failed")

        let until = try project.tweed("run", "toy.json", "--until", "pictures", "--jobs", "1", "--json")
            .json()
        #expect(until["status"] == "ok" && until["run"]?.stringValue?.count == 25)
        #expect(
            until["stages"]?.arrayValue?.map { $0["name"]?.stringValue ?? "" } == [
                "weights", "pictures[seed=1]", "pictures[seed=2]",
            ])
        let forced = try project.tweed(
            "run", "toy.json", "--only", "pictures[seed=2]", "--force", "pictures[seed=2]", "--json"
        ).json()
        #expect(
            forced["stages"]?.arrayValue?.map { $0["status"]?.stringValue ?? "" } == ["cached", "ran"])

        let unknown = try project.tweed("run", "toy.json", "--until", "picturs")
        #expect(unknown.status == 2)
        #expect(unknown.errors.hasSuffix("there is no stage \"picturs\"; did you mean \"pictures\"?\n"))
        #expect(try project.tweed("run", "toy.json", "--only", "page", "--until", "page").status == 2)
        #expect(try project.tweed("run", "toy.json", "--jobs", "0").status == 2)
    }

    @Test func everyEventIsALine() throws {
        let project = try CommandProject()
        let denied = try project.tweed("run", "toy.json", "--events", "no/such/folder/events.jsonl")
        #expect(denied.status == 1 && denied.errors.hasPrefix("error: cannot write events to no/such/folder"))
        #expect(try project.tweed("runs", "toy.json").output == "No run yet\n")

        let run = try project.tweed("run", "toy.json", "--until", "dataset", "--events", "events.jsonl")
        #expect(run.status == 0)
        let events = try project.text("events.jsonl").split(separator: "\n")
            .map { try JSONValue(parsing: String($0)) }
        #expect(events.allSatisfy { $0["time"]?.doubleValue != nil })
        #expect(events.first?["event"] == "begin" && events.first?["recipe"] == "toy")
        #expect(events.last?["event"] == "end" && events.last?["status"] == "ok")
        let kinds = events.filter { $0["stage"] == "dataset" }.map { $0["event"]?.stringValue ?? "" }
        #expect(kinds.first == "started" && kinds.last == "finished" && kinds.contains("progress"))
        let finished = try #require(
            events.first { $0["event"] == "finished" && $0["stage"] == "dataset" })
        #expect(finished["status"] == "ran" && finished["bytes"]?.intValue ?? 0 > 0)
    }
}
