import Recipes
import Testing
import Values

@Suite struct FormatterTests {
    private func formatted(_ text: String, _ name: String = "x.json") throws -> RecipeFormatter.Outcome {
        let project = try TemporaryProject()
        let path = try project.write(name, text)
        return try RecipeFormatter(catalogue: testCatalogue).format(path: path).get()
    }

    @Test func keysInTheOrderOfTheDocumentation() throws {
        let outcome = try formatted(
            #"""
            {"stages": {"z": {"with": {"levels": [1, 2], "odd": 1, "reward": "${stages.a.reward}", "dataset":
             "${stages.d}"}, "uses": "train-narf"}, "a": {"uses": "unknown", "with": {"b": 1e2, "a": {"y": [[]]}}}},
             "params": {"z": 1, "a": "\u00e9\/"}, "tweed": 1.0, "more": {}}
            """#)
        #expect(
            outcome
                == .changed(
                    text: """
                        {
                          "tweed": 1,
                          "params": {
                            "z": 1,
                            "a": "é/"
                          },
                          "stages": {
                            "z": {
                              "uses": "train-narf",
                              "with": {
                                "dataset": "${stages.d}",
                                "reward": "${stages.a.reward}",
                                "levels": [1, 2],
                                "odd": 1
                              }
                            },
                            "a": {
                              "uses": "unknown",
                              "with": {
                                "b": 100,
                                "a": {
                                  "y": [
                                    []
                                  ]
                                }
                              }
                            }
                          },
                          "more": {}
                        }

                        """))
        guard case .changed(let text) = outcome else { return }
        #expect(try formatted(text) == .unchanged)
    }

    @Test func longListsAreBroken() throws {
        let words = (0..<30).map { "\"word\($0)\"" }.joined(separator: ",")
        guard case .changed(let text) = try formatted("{\"params\": {\"list\": [\(words)]}}") else {
            Issue.record("unchanged")
            return
        }
        #expect(text.contains("\n      \"word0\",\n") && !text.contains(" \n"))
        #expect(try formatted(text) == .unchanged)
    }

    @Test func noValueChanges() throws {
        let text =
            #"{"tweed":1,"params":{"seed":9223372036854775807,"rate":1e-7,"text":"a\n\"b\u0001"},"stages":{}}"#
        guard case .changed(let formatted) = try formatted(text) else {
            Issue.record("unchanged")
            return
        }
        #expect(try JSONValue(parsing: formatted) == JSONValue(parsing: text))
    }

    @Test func yamlIsLeftAlone() throws {
        #expect(try formatted("# a comment\ntweed: 1\n", "x.yaml") == .leftAlone)
        #expect(throws: RecipeProblems.self) { try formatted("a: [", "x.yaml") }
        #expect(throws: RecipeProblems.self) { try formatted("{\"a\": 1,}") }
        #expect(throws: RecipeProblems.self) { try formatted("[1]") }
    }
}
