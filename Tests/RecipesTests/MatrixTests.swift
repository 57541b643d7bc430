import Recipes
import Testing
import Values

@Suite struct MatrixTests {
    private let data = #"""
        "w": {"uses": "make-weights"},
        "d": {"uses": "tweedie-dataset", "matrix": {"steps": [4, "${params.long}"], "seed": [1, 2]},
              "with": {"generator": "${stages.w.generator}", "steps": "${matrix.steps}", "seed": "${matrix.seed}"}}
        """#

    private func withReport(_ of: String) -> String {
        recipe(
            data + ", \"r\": {\"uses\": \"report\", \"with\": {\"of\": \(of)}}",
            params: #"{"long": 8, "pick": 2}"#)
    }

    private func sources(_ of: String) throws -> [InputBinding.Source] {
        try #require(loaded(withReport(of)).stage("r")).inputs.map(\.source)
    }

    @Test func everyCombinationIsAStage() throws {
        let recipe = try loaded(withReport("[]"))
        #expect(
            recipe.stages.map(\.name) == [
                "w", "d[steps=4,seed=1]", "d[steps=4,seed=2]", "d[steps=8,seed=1]", "d[steps=8,seed=2]", "r",
            ])
        let configuration = try #require(recipe.stage("d[steps=8,seed=2]")).configuration
        #expect(
            configuration == [
                "generator": ["$input": "generator"], "prompts": .null, "steps": 8, "seed": 2, "threads": 1,
            ])
    }

    @Test func selectorsChoose() throws {
        let one = InputBinding.Source.output(stage: "d[steps=8,seed=1]", output: "dataset")
        let other = InputBinding.Source.output(stage: "d[steps=8,seed=2]", output: "dataset")
        #expect(try sources(#"["${stages.d[steps=8,seed=1]}"]"#) == [one])
        #expect(try sources(#""${stages.d[ seed = 1, steps = 8.0 ].dataset}""#) == [one])
        #expect(try sources(#"["${stages.d[steps=8]}", "${stages.w.reward}"]"#).prefix(2) == [one, other])
        #expect(try sources(#""${stages.d[*]}""#).count == 4)
        #expect(try sources(#"["${stages.d[steps=8,seed=${params.pick}]}"]"#) == [other])
    }

    @Test func bindingsAreNumberedAfterSpreading() throws {
        let stage = try #require(
            loaded(withReport(#"["${stages.w.reward}", "${stages.d[steps=8]}"]"#)).stage("r"))
        #expect(stage.inputs.map(\.binding) == ["of[0]", "of[1]", "of[2]"])
        #expect(
            stage.configuration == ["of": [["$input": "of[0]"], ["$input": "of[1]"], ["$input": "of[2]"]]])
    }

    @Test func aMatrixCanFollowAMatrix() throws {
        let text = recipe(
            #"""
            "w": {"uses": "make-weights"},
            "d": {"uses": "tweedie-dataset", "matrix": {"k": ["a", "b"]}, "with": {"generator": "${stages.w.generator}"}},
            "n": {"uses": "train-narf", "matrix": {"m": ["b", "a"]},
                  "with": {"dataset": "${stages.d[k=${matrix.m}]}", "reward": "${stages.w.reward}"}},
            "r": {"uses": "report", "needs": ["n", "d[k=a]"]}
            """#)
        let recipe = try loaded(text)
        #expect(
            try #require(recipe.stage("n[m=b]")).inputs.first?.source
                == .output(stage: "d[k=b]", output: "dataset"))
        #expect(try #require(recipe.stage("r")).after == ["n[m=b]", "n[m=a]", "d[k=a]"])
    }

    static let faults: [(String, String)] = [
        (
            #""${stages.d}""#,
            #"stage "d" is a matrix; choose one, such as "${stages.d[steps=4,seed=1]}", or all, "${stages.d[*]}""#
        ),
        (#""${stages.w[*].reward}""#, #"stage "w" is no matrix; remove the "[...]""#),
        (#""${stages.d[stps=4]}""#, #"the matrix of stage "d" has no axis "stps"; did you mean "steps"?"#),
        (#""${stages.d[steps=5]}""#, #"stage "d" has no steps=5; steps is one of 4, 8"#),
        (
            #""${stages.d[steps=4,steps=8]}""#,
            #""${stages.d[steps=4,steps=8]}" is no look-up: between brackets stands an index, "*" or axis=value; write "$${" for a plain "${""#
        ),
        (
            #""${stages.d[0]}""#,
            #""${stages.d[0]}" is no stage reference; write "${stages.NAME}" or "${stages.NAME.OUTPUT}""#
        ),
    ]

    @Test(arguments: faults)
    func selectorIsRefused(of: String, message: String) {
        #expect(messages(withReport(of)) == [message])
    }

    static let badMatrices: [(String, [String])] = [
        ("{}", ["a matrix needs at least one axis, each with at least one value"]),
        (#"{"a": []}"#, ["a matrix needs at least one axis, each with at least one value"]),
        ("[1]", [#""matrix" must be an object, not a list"#]),
        (#"{"a": 1}"#, [#""a" must be a list of values, not 1"#]),
        (#"{"a": ["x", "X"]}"#, [#"matrix axis "a" has the value X twice"#]),
        (#"{"a": [1, 1.0]}"#, [#"matrix axis "a" has the value 1 twice"#]),
        (
            #"{"a": ["../x"]}"#,
            [
                #"a value of matrix axis "a" is the string "../x"; values become part of stage names, so they are numbers, true, false or words of letters, digits, ".", "-" and "_""#
            ]
        ),
        (
            #"{"a": [null]}"#,
            [
                #"a value of matrix axis "a" is null; values become part of stage names, so they are numbers, true, false or words of letters, digits, ".", "-" and "_""#
            ]
        ),
        (
            #"{"a b": [1]}"#,
            [
                #""a b" is no name for a matrix axis; a name has 1 to 64 letters, digits, "-" and "_", and starts with a letter or digit"#
            ]
        ),
        (#"{"a": ["${params.none}"]}"#, [#"unknown parameter "none" in params"#]),
    ]

    @Test(arguments: badMatrices)
    func matrixIsRefused(matrix: String, expected: [String]) {
        let text = recipe(
            "\"h\": {\"uses\": \"report\", \"matrix\": \(matrix)}, \"r\": {\"uses\": \"report\", \"with\": {\"of\": \"${stages.h[*]}\"}}"
        )
        #expect(messages(text) == expected)
    }

    @Test func bombsAreRefused() {
        let values = "[" + (0..<100).map(String.init).joined(separator: ",") + "]"
        for (count, message) in [
            (16, "the matrix makes 1000000 stages; at most 256 are allowed"),
            (50, "the matrix has 50 axes; at most 16 are allowed"),
            // The product is one stage, but its name alone would take quadratic time.
            (20_000, "the matrix has 20000 axes; at most 16 are allowed"),
        ] {
            let values = count > 50 ? "[1]" : values
            let axes = (0..<count).map { "\"a\($0)\": \(values)" }.joined(separator: ",")
            #expect(
                messages(recipe("\"h\": {\"uses\": \"report\", \"matrix\": {\(axes)}}")) == [message])
        }
        let many = (0..<100).map { "\"s\($0)\": {\"uses\": \"report\", \"matrix\": {\"a\": \(values)}}" }
        #expect(messages(recipe(many.joined(separator: ","))) == ["the recipe has more than 2000 stages"])
    }

    /// Every reference to a whole matrix is a list of its own; a few hundred kilobytes of them would fill memory.
    @Test func bombsOfReferencesAreRefused() {
        let values = "[" + (0..<256).map(String.init).joined(separator: ",") + "]"
        let references = Array(repeating: "\"${stages.h[*]}\"", count: 20_000).joined(separator: ",")
        let stages = """
            "h": {"uses": "make-weights", "matrix": {"a": \(values)}},
            "r": {"uses": "report", "with": {"of": [\(references.replacing("[*]}", with: "[*].reward}"))]}}
            """
        #expect(
            messages(recipe(stages)).contains(
                "look-ups make the recipe larger than 1000000 values or characters"))
    }

    @Test func namesTooLongForAFolderAreRefused() {
        let axes = (0..<4).map { "\"a\($0)\": [\"" + String(repeating: "v", count: 60) + "\"]" }
        let name = "h[a0=" + String(repeating: "v", count: 54)
        #expect(
            messages(recipe("\"h\": {\"uses\": \"report\", \"matrix\": {\(axes.joined(separator: ","))}}"))
                == [
                    "the matrix makes a stage named \"\(name)…\" with 258 bytes; at most 200 are allowed, since it becomes the name of a folder"
                ])
    }

    @Test func oneMistakeOfAllIsToldOnce() {
        let text = recipe(
            #""h": {"uses": "report", "matrix": {"a": [1, 2, 3]}, "with": {"off": "${matrix.b}"}}"#)
        #expect(
            messages(text) == [
                #"report has no parameter "off"; did you mean "of"?"#, #"the matrix has no axis "b""#,
            ])
    }
}
