import Recipes
import Testing
import Values

@Suite struct RenderedProblemsTests {
    @Test func misspeltKind() {
        #expect(
            problems(recipe(#"    "narf": { "uses": "tran-narf" }"#)) == """
                recipes/x.json:2:23: error: unknown stage kind "tran-narf"; did you mean "train-narf"?
                    2 |     "narf": { "uses": "tran-narf" }
                      |                       ^~~~~~~~~~~

                """)
    }

    @Test func syntaxStopsAtTheFirstMistake() {
        let text = "{\n  \"tweed\": 1,\n  \"stages\": {\n    \"a\": { \"uses\": \"nothing\" },\n  }\n}"
        #expect(
            problems(text) == """
                recipes/x.json:4:31: error: a comma after the last member; JSON has none, remove it
                    4 |     "a": { "uses": "nothing" },
                      |                               ^

                """)
    }

    @Test func duplicateKeyShowsBothPlaces() {
        #expect(
            problems("{\"tweed\": 1,\n \"tweed\": 1}") == """
                recipes/x.json:2:2: error: the key "tweed" stands here for the second time
                    2 |  "tweed": 1}
                      |  ^~~~~~~
                recipes/x.json:1:2: note: it stands here first
                    1 | {"tweed": 1,
                      |  ^~~~~~~

                """)
    }

    @Test func everyMistakeIsToldInOneGo() {
        let text = """
            {
              "stages": {
                "a": { "uses": "tweedie-dataset", "wth": {} },
                "b": { "uses": "search", "with": { "strategi": "pruned", "budget": "40 GB", "generator": "${stages.c}" } }
              }
            }
            """
        #expect(
            problems(text) == """
                recipes/x.json:1:1: error: a recipe needs the key "tweed"
                    1 | {
                      | ^

                recipes/x.json:3:20: error: tweedie-dataset needs the parameter "generator": an output of type generator, such as "${stages.NAME}"
                    3 |     "a": { "uses": "tweedie-dataset", "wth": {} },
                      |                    ^~~~~~~~~~~~~~~~~

                recipes/x.json:3:39: error: unknown key "wth" in stage "a"; did you mean "with"?
                    3 |     "a": { "uses": "tweedie-dataset", "wth": {} },
                      |                                       ^~~~~

                recipes/x.json:4:20: error: search needs the parameter "rewards": a list of at least 1 item, each an output of type reward, such as "${stages.NAME}"
                    4 |     "b": { "uses": "search", "with": { "strategi": "pruned", "budget": "40 GB", "generator": "${stages.c}" } }
                      |                    ^~~~~~~~

                recipes/x.json:4:40: error: search has no parameter "strategi"; did you mean "strategy"?
                    4 |     "b": { "uses": "search", "with": { "strategi": "pruned", "budget": "40 GB", "generator": "${stages.c}" } }
                      |                                        ^~~~~~~~~~

                recipes/x.json:4:72: error: "budget" must be a budget such as "40 GMAC", or a positive number of multiply-accumulates, not the string "40 GB"
                    4 |     "b": { "uses": "search", "with": { "strategi": "pruned", "budget": "40 GB", "generator": "${stages.c}" } }
                      |                                                                        ^~~~~~~

                recipes/x.json:4:94: error: unknown stage "c"
                    4 |     "b": { "uses": "search", "with": { "strategi": "pruned", "budget": "40 GB", "generator": "${stages.c}" } }
                      |                                                                                              ^~~~~~~~~~~~~

                """)
    }

    @Test func circlesAreShownWhole() {
        let text = recipe(
            #"""
            "z": { "uses": "report", "needs": "a" },
            "a": { "uses": "report", "needs": ["b"] },
            "b": { "uses": "search", "with": { "generator": "${stages.w.generator}", "rewards": ["${stages.c.images}"] } },
            "c": { "uses": "search", "with": { "generator": "${stages.a.x}", "rewards": "${stages.b}" } }
            """#)
        #expect(
            problems(text).contains(
                """
                recipes/x.json:4:1: error: stages wait for each other in a circle: b -> c -> b
                    4 | "b": { "uses": "search", "with": { "generator": "${stages.w.generator}", "rewards": ["${stages.c.images}"] } },
                      | ^~~
                recipes/x.json:4:86: note: "b" waits for "c" here
                    4 | "b": { "uses": "search", "with": { "generator": "${stages.w.generator}", "rewards": ["${stages.c.images}"] } },
                      |                                                                                      ^~~~~~~~~~~~~~~~~~~~
                recipes/x.json:5:77: note: "c" waits for "b" here
                    5 | "c": { "uses": "search", "with": { "generator": "${stages.a.x}", "rewards": "${stages.b}" } }
                      |                                                                             ^~~~~~~~~~~~~

                """))
    }

    @Test func lookedUpValuesShowWhereTheyComeFrom() {
        let text = recipe(
            #"    "n": { "uses": "train-narf", "with": { "rate": "${params.rate}" } }"#,
            params: #"{ "rate": 2 }"#)
        #expect(
            problems(text).contains(
                """
                recipes/x.json:2:52: error: "rate" must be a number above 0 and at most 1, not 2
                    2 |     "n": { "uses": "train-narf", "with": { "rate": "${params.rate}" } }
                      |                                                    ^~~~~~~~~~~~~~~~
                recipes/x.json:1:34: note: the value comes from here
                    1 | {"tweed": 1, "params": { "rate": 2 }, "stages": {
                      |                                  ^

                """))
    }

    @Test func caretsStandUnderWideCharactersAndTabs() {
        #expect(
            problems("{\"tweed\": 1,\n\t\"描述😀\": {}, \"stages\": {\"a\": {\"uses\": \"report\"}}}") == """
                recipes/x.json:2:2: error: unknown key "描述😀" in the recipe
                    2 |     "描述😀": {}, "stages": {"a": {"uses": "report"}}}
                      |     ^~~~~~~~

                """)
    }

    @Test func longLinesAreCut() {
        let filler = String(repeating: "x", count: 100_000)
        let text =
            "{\"tweed\": 1, \"description\": \"\(filler)\", \"nme\": 1, \"stages\": {\"a\": {\"uses\": \"report\"}}}"
        #expect(
            problems(text) == """
                recipes/x.json:1:100033: error: unknown key "nme" in the recipe; did you mean "name"?
                    1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "nme": 1, "stages": {"a": {"uses": "report"}}}
                      |                                                              ^~~~~

                """)
    }

    @Test func nothingHostileReachesTheTerminal() {
        let text = recipe("\"a\": {\"uses\": \"re\\u001b[31mport\u{202E}\"}")
        let rendered = problems(text)
        #expect(
            rendered.hasPrefix(
                "recipes/x.json:2:15: error: unknown stage kind \"re\u{FFFD}[31mport\u{FFFD}\""))
        #expect(!rendered.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }

    @Test func colourOnlyWhenAskedFor() throws {
        let result = RecipeLoader.load(SourceText(name: "x.json", text: "{}x"), catalogue: testCatalogue)
        guard case .failure(let problems) = result else {
            Issue.record("the recipe was accepted")
            return
        }
        #expect(!problems.rendered().contains("\u{1B}"))
        #expect(
            problems.rendered(colour: true)
                == "\u{1B}[1mx.json:1:3:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m \u{1B}[1mthe JSON value has ended, "
                + "but more text follows\u{1B}[0m\n    1 | {}x\n      |   \u{1B}[1;32m^\u{1B}[0m\n")
    }

    @Test func problemsAreCapped() {
        let keys = (0..<500).map { "\"k\($0)\": 0" }.joined(separator: ",\n")
        let all = messages("{\(keys)}")
        #expect(all.count == 101)
        #expect(all.last == "more than 100 problems; the others are not shown")
    }
}
