import Recipes
import Testing
import Values

@Suite struct OverrideTests {
    private let text = recipe(
        #"""
        "w": {"uses": "make-weights"},
        "s": {"uses": "search", "with": {"generator": "${stages.w.generator}", "rewards": ["${stages.w.reward}"]}},
        "r": {"uses": "report"}
        """#, params: #"{"seed": 7, "list": [1, [2, 3]], "o": {"k": 1}}"#)

    @Test func valuesAreJSONOrElseText() throws {
        let params = try loaded(
            text, overrides: ["params.seed=8", "params.list[1][0]=1e2", "params.o.k=a=b c"]
        ).params
        #expect(params == ["seed": 8, "list": [1, [100.0, 3]], "o": ["k": "a=b c"]])
        #expect(try loaded(text, overrides: ["params.seed=\"8\""]).params["seed"] == "8")
        #expect(try loaded(text, overrides: ["params.seed=007"]).params["seed"] == "007")
        #expect(try loaded(text, overrides: ["params.seed="]).params["seed"] == "")
        #expect(try loaded(text, overrides: ["params.o={\"k\": [true]}"]).params["o"] == ["k": [true]])
    }

    @Test func laterOnesWin() throws {
        #expect(try loaded(text, overrides: ["params.seed=8", "params.seed=9"]).params["seed"] == 9)
    }

    @Test func argumentsCanBeSetAndAdded() throws {
        let recipe = try loaded(
            text,
            overrides: [
                "stages.s.with.budget=80 GMAC", "stages.s.with.title=x", "stages.r.with.of=[\"${stages.s}\"]",
                "name=other",
            ])
        #expect(recipe.name == "other")
        #expect(recipe.stage("s")?.configuration["budget"] == 80_000_000_000)
        #expect(recipe.stage("s")?.configuration["title"] == "x")
        #expect(recipe.stage("r")?.inputs.map(\.source) == [.output(stage: "s", output: "images")])
    }

    static let faults: [(String, String)] = [
        ("params.sed=1", #"there is no "sed" in params to override; did you mean "seed"?"#),
        ("params.o.x.y=1", #"there is no "x" in params.o to override"#),
        ("params.list[2]=1", "params.list has 2 elements; there is no element 2"),
        ("params.list[1][5]=1", "params.list[1] has 2 elements; there is no element 5"),
        ("params.seed.x=1", "params.seed is 7, so nothing inside it can be overridden"),
        ("params.list.x=1", "params.list is a list, so nothing inside it can be overridden"),
        ("stages.t.with.x=1", #"there is no "t" in stages to override"#),
        ("stages.s.wth.x=1", #"there is no "wth" in stages.s to override; did you mean "with"?"#),
        ("stages.s.with.budgt=1", #"search has no parameter "budgt"; did you mean "budget"?"#),
        (
            "nothing",
            "an override has the form path=value, such as params.seed=8 or stages.search.with.budget=\"80 GMAC\""
        ),
        (
            "=1",
            "an override has the form path=value, such as params.seed=8 or stages.search.with.budget=\"80 GMAC\""
        ),
        (
            "params..x=1",
            "an override has the form path=value, such as params.seed=8 or stages.search.with.budget=\"80 GMAC\""
        ),
        (
            "params.list[-1]=1",
            "an override has the form path=value, such as params.seed=8 or stages.search.with.budget=\"80 GMAC\""
        ),
    ]

    @Test(arguments: faults)
    func isRefused(override: String, message: String) {
        #expect(messages(text, overrides: [override]) == [message])
    }

    @Test func mistakesPointIntoTheArgument() {
        #expect(
            problems(text, overrides: ["stages.s.with.strategy=prune", "params.o={\"a\": 1,}"]) == """
                --set:1:17: error: a comma after the last member; JSON has none, remove it
                    1 | params.o={"a": 1,}
                      |                 ^

                --set:1:24: error: "strategy" must be "pruned" or "best-of-n", not the string "prune"; did you mean "pruned"?
                    1 | stages.s.with.strategy=prune
                      |                        ^~~~~

                """)
    }
}
