import Testing
import Values

@testable import Engine
@testable import tweed

@Suite struct PlanTextTests {
    static let plan = Plan(stages: [
        Plan.Stage(name: "weights", kind: "load-weights", decision: .cached),
        Plan.Stage(
            name: "narf", kind: "train-narf",
            decision: .run([
                .configuration(path: "steps", old: 20, new: 30),
                .input("dataset", [FileChange(path: "prompts/train.txt", kind: .changed(line: 12))]),
            ])),
        Plan.Stage(name: "search", kind: "search", decision: .maybe(upstream: ["narf"])),
        Plan.Stage(
            name: "lost", kind: "count",
            decision: .impossible(.missingInput(stage: "lost", binding: "file", path: "a.txt", code: 2))),
    ])

    @Test func everyReasonHasItsLine() throws {
        let lines = PlanText.lines(Self.plan).map { $0.rendered(colour: false) }
        #expect(
            lines.prefix(4) == [
                "✓ weights  cached",
                "→ narf     runs: with.steps 20 -> 30",
                "                 input dataset changed (prompts/train.txt line 12)",
                "? search   may be skipped if narf comes out the same",
            ])
        #expect(lines.dropFirst(4).first?.hasPrefix("✗ lost     cannot run: ") == true)
    }

    @Test func theFirstLineOfARun() {
        #expect(
            RunText.plan(Self.plan, recipe: "quickstart").rendered(colour: false)
                == "quickstart: 4 stages, 1 cached, 2 to run, 1 to run unless what they use comes out the same"
        )
    }

    @Test func scriptsGetTheSame() {
        let stages = PlanText.json(Self.plan, recipe: "quickstart")["stages"]
        #expect(
            stages?[1]?.canonicalText
                == #"{"decision":"run","key":null,"name":"narf","reasons":["with.steps 20 -> 30","#
                + #""input dataset changed (prompts/train.txt line 12)"],"uses":"train-narf"}"#)
        #expect(stages?[2]?["upstream"] == ["narf"])
        #expect(stages?[0]?["decision"] == "cached")
    }
}
