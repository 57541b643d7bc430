import Foundation
import Testing
import Values

/// The built program, asked about runs that it made. One project for all questions, since copying weights and
/// starting processes takes its time.
@Suite struct AskingCommandTests {
    @Test func questionsAboutRuns() throws {
        let project = try CommandProject()
        let first = try project.tweed("plan", "toy.json")
        #expect(first.status == 0 && first.lines.first == "toy: 5 stages, 5 to run")
        #expect(first.lines.last == "No estimate: no record of any of them yet")
        let none = try project.tweed("runs", "toy.json")
        #expect(none.status == 0 && none.output == "No run yet\n")
        #expect(
            try project.tweed("runs", "toy.json", "--id", "latest").errors.contains("no record of any run"))

        #expect(try project.tweed("run", "toy.json", "--quiet").status == 0)
        try plans(project)
        try explains(project)
        try lists(project)
        try compares(project)
        try shows(project)
        try draws(project)
        try verifies(project)
        try project.write("{}", to: "empty.json")
        let wrong = try project.tweed("explain", "toy.json", "--against", "empty.json")
        #expect(wrong.status == 1 && wrong.errors.contains("empty.json is no run record: its field run"))
    }

    private func plans(_ project: CommandProject) throws {
        let plan = try project.tweed("plan", "toy.json", "--set", "params.steps=3", "--json").json()
        #expect(
            plan["stages"]?.arrayValue?.map { $0["decision"]?.stringValue ?? "" }
                == ["cached", "run", "run", "run", "maybe"])
        #expect(plan["stages"]?[1]?["estimate"]?["basis"] == "stage")
        #expect(plan["estimate"]?["seconds"]?.doubleValue ?? 0 > 0 && plan["estimate"]?["unknown"] == [])
        let only = try project.tweed("plan", "toy.json", "--until", "pictures", "--set", "params.steps=3")
        #expect(only.lines.first == "toy: 3 stages, 1 cached, 2 to run")
        #expect(only.lines.last?.hasPrefix("At most about ") == true)
    }

    private func explains(_ project: CommandProject) throws {
        let cached = try project.tweed("explain", "toy.json", "dataset")
        #expect(cached.status == 0 && cached.lines.first == "✓ dataset (tweedie-dataset) is cached")
        #expect(cached.output.contains("by run 2") && cached.output.contains("weights.generator"))
        let changed = try project.tweed("explain", "toy.json", "dataset", "--set", "params.steps=3")
        #expect(
            changed.lines.prefix(2) == [
                "→ dataset (tweedie-dataset) runs, for this reason:", "    with.steps 2 -> 3",
            ])
        let waiting = try project.tweed("explain", "toy.json", "page", "--set", "params.steps=3", "--json")
            .json()
        #expect(waiting["decision"] == "maybe" && waiting["before"]?[0]?["reasons"] == ["with.steps 2 -> 3"])
        let unknown = try project.tweed("explain", "toy.json", "datset")
        #expect(unknown.status == 2)
        #expect(unknown.errors == "error: there is no stage \"datset\"; did you mean \"dataset\"?\n")
        let several = try project.tweed("explain", "toy.json", "pictures")
        #expect(several.status == 2 && several.errors.contains("pictures stands for 2 stages"))
        #expect(try project.tweed("explain", "toy.json").status == 2)
    }

    private func lists(_ project: CommandProject) throws {
        let list = try project.tweed("runs", "--json").json()
        #expect(list[0]?["status"] == "succeeded" && list[0]?["stages"]?["ran"] == 5)
        let id = try #require(list[0]?["id"]?.stringValue)
        let one = try project.tweed("runs", "toy", "--id", String(id.dropLast(2)))
        #expect(one.status == 0 && one.lines.first == "toy run \(id) succeeded")
        #expect(one.lines.count { $0.hasPrefix("✓") } == 5)
        #expect(try project.tweed("runs", "toy.json", "--id", "1999").status == 2)
        let near = try project.tweed("runs", "tyo")
        #expect(near.status == 2)
        #expect(near.errors == "error: the cache has no runs of \"tyo\"; did you mean \"toy\"?\n")
        let status = try project.tweed("status", "toy.json")
        #expect(status.lines.last == "last run succeeded, just now (\(id))")
    }

    private func compares(_ project: CommandProject) throws {
        let record = try project.tweed("runs", "toy.json", "--id", "latest", "--json")
        try project.write(record.output, to: "theirs.json")
        try project.write("a red circle on white\na blue square on black\n", to: "prompts.txt")
        let against = try project.tweed("explain", "toy.json", "--against", "theirs.json")
        #expect(against.status == 0)
        #expect(against.output.contains("≠ dataset           input prompts changed (prompts.txt line 2)"))
        #expect(
            against.output.contains("? page              its own part is the same; dataset not computed yet")
        )
        #expect(against.lines.last == "1 other stage has the same key")
        #expect(try project.tweed("run", "toy.json", "--quiet").status == 0)
        let between = try project.tweed(
            "explain", "toy.json", "dataset", "--between", "previous", "latest", "--json"
        ).json()
        #expect(between["stages"]?.arrayValue?.count == 1)
        #expect(between["stages"]?[0]?["reasons"] == ["input prompts changed (prompts.txt line 2)"])
        #expect(try project.tweed("explain", "toy.json", "--between", "latest").status == 2)
    }

    private func shows(_ project: CommandProject) throws {
        let page = try project.tweed("show", "toy.json", "page")
        #expect(page.status == 0 && page.output.contains("path  outputs/toy/page\n"))
        #expect(page.output.contains("report: ") && page.output.contains("--- summary.json"))
        let one = try project.tweed("show", "toy.json", "weights.reward", "--json").json()
        #expect(one["outputs"]?.objectValue?.keys.sorted() == ["reward"])
        #expect(one["outputs"]?["reward"]?["files"]?[0]?["path"] == "config.json")
        #expect(one["configuration"]?["from"] == ["$file": "from"])
        let output = try project.tweed("show", "toy.json", "weights.rewrd")
        #expect(output.status == 2)
        #expect(output.errors == "error: stage weights has no output \"rewrd\"; did you mean \"reward\"?\n")
        let missing = try project.tweed("show", "toy.json", "dataset", "--set", "params.steps=9")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("stage dataset has no result in the cache: run: with.steps 2 -> 9"))
    }

    private func draws(_ project: CommandProject) throws {
        let text = try project.tweed("graph", "toy.json")
        #expect(text.lines.first == "✓ weights             load-weights")
        #expect(text.lines.last == "✓     page            report           ← dataset")
        let dot = try project.tweed("graph", "toy.json", "--format", "dot")
        #expect(dot.output.hasPrefix("digraph \"toy\" {") && dot.output.contains("\"dataset\" -> \"page\";"))
        #expect(try project.tweed("graph", "toy.json", "--format", "svg").status == 2)
    }

    private func verifies(_ project: CommandProject) throws {
        let same = try project.tweed("verify", "toy.json", "page")
        #expect(same.status == 0 && same.output == "✓ page comes out the same\n")
        #expect(try project.tweed("verify", "toy.json", "dataset", "--json").json()["same"] == true)
        #expect(try project.tweed("verify", "toy.json", "page", "--set", "params.steps=9").status == 1)
    }
}
