import Recipes
import Testing

/// One recipe for each rule, with all that is said about it.
@Suite struct ValidationTests {
    private static let weights = #""w": {"uses": "make-weights"}"#

    static let cases: [(String, [String])] = [
        ("[]", ["a recipe must be an object, not a list"]),
        ("{}", [#"a recipe needs the key "tweed""#, #"a recipe needs the key "stages""#]),
        (
            #"{"tweed": 2, "stages": {}}"#,
            [
                "this recipe asks for version 2; this program knows version 1: \"tweed\": 1",
                "the recipe has no stages",
            ]
        ),
        (#"{"tweed": 1, "stages": []}"#, [#""stages" must be an object, not a list"#]),
        (#"{"tweed": 1, "stages": {"a": 3}}"#, ["a stage must be an object, not 3"]),
        (
            #"{"tweed": 1, "params": [], "description": 1, "stages": {"a": {"uses": "report"}}}"#,
            [#""params" must be an object, not a list"#, #""description" must be a string, not 1"#]
        ),
        (
            #"{"tweed": 1, "name": "../x", "params": {"a.b": 1}, "stages": {"a/b": {"uses": "report"}, "-": {"uses": "report"}}}"#,
            [
                #""../x" is no name for a recipe; a name has 1 to 64 letters, digits, "-" and "_", and starts with a letter or digit"#,
                #""a.b" is no name for a parameter; a name has 1 to 64 letters, digits, "-" and "_", and starts with a letter or digit"#,
                #""a/b" is no name for a stage; a name has 1 to 64 letters, digits, "-" and "_", and starts with a letter or digit"#,
                #""-" is no name for a stage; a name has 1 to 64 letters, digits, "-" and "_", and starts with a letter or digit"#,
            ]
        ),
        (
            recipe(#""a": {"uses": "report"}, "A": {"uses": "report"}"#),
            [#""A" and "a" differ only in upper and lower case; some file systems cannot tell them apart"#]
        ),
        (
            recipe(#""a": {"with": [], "use": 1}"#),
            [
                #"stage "a" needs the key "uses""#, #""with" must be an object, not a list"#,
                #"unknown key "use" in stage "a"; did you mean "uses"?"#,
            ]
        ),
        (recipe(#""a": {"uses": ["report"]}"#), [#""uses" must be the name of a stage kind, not a list"#]),
        (
            recipe(#""a": {"uses": "rreport", "needs": {"b": 1}}"#),
            [
                #"unknown stage kind "rreport"; did you mean "report"?"#,
                #""needs" must be a list of stage names, not an object"#,
            ]
        ),
        (
            recipe(
                #""abc": {"uses": "report", "needs": ["abd", 3]}, "x": {"uses": "report", "needs": "abc"}"#),
            [#"unknown stage "abd"; did you mean "abc"?"#, #""needs" must be a list of stage names, not 3"#]
        ),
        (
            recipe(#""a": {"uses": "report", "with": {"fo": []}}"#),
            [#"report has no parameter "fo"; did you mean "of"?"#]
        ),
        (
            recipe(#""a": {"uses": "report", "with": {"of": 3}}"#),
            [#""of" must be a list of any number of items, each an output of a stage, not 3"#]
        ),
        (
            recipe(#""a": {"uses": "report", "with": {"of": ["${stages.a}"]}}"#),
            [#"stage "a" hands nothing over; to come after it, name it under "needs""#]
        ),
        (
            recipe(
                weights
                    + #", "a": {"uses": "report", "with": {"of": ["${stages.w}", "${stages.w.rewards}", "${stages.w.zzzzzz}", "${stages.w.reward[0]}", "${stages}", "x ${stages.w.reward}"]}}"#
            ),
            [
                #"stage "w" has several outputs; name one of "generator", "one_step", "reward", such as "${stages.w.generator}""#,
                #"stage "w" has no output "rewards"; did you mean "reward"?"#,
                #"stage "w" has no output "zzzzzz"; it has "generator", "one_step", "reward""#,
                #""${stages.w.reward[0]}" is no stage reference; write "${stages.NAME}" or "${stages.NAME.OUTPUT}""#,
                "a name is missing: ${stages.NAME}",
                #"${stages.w.reward} is an output of stage "w", which cannot be part of a longer string; let it be the whole string"#,
            ]
        ),
        (
            recipe(
                weights
                    + #", "a": {"uses": "tweedie-dataset", "with": {"generator": "${stages.w.reward}", "steps": 0, "seed": 1.5, "threads": true}}"#
            ),
            [
                #""generator" must be an output of type generator, such as "${stages.NAME}"; output "reward" of stage "w" is of type reward"#,
                #""steps" must be an integer from 1 to 1000, not 0"#,
                #""seed" must be an integer of at least 0, not 1.5"#,
                #""threads" must be an integer from 1 to 64, not true"#,
            ]
        ),
        (
            recipe(
                weights
                    + #", "a": {"uses": "tweedie-dataset", "with": {"generator": "w", "steps": "${stages.w.reward}"}}"#
            ),
            [
                #""generator" must be an output of type generator, such as "${stages.NAME}", not the string "w""#,
                #""steps" must be an integer from 1 to 1000, not an output of stage "w""#,
            ]
        ),
        (
            recipe(
                weights
                    + #", "a": {"uses": "search", "with": {"generator": "${stages.w.generator}", "rewards": [], "strategy": "best-of-m", "budget": 0, "title": "123456789"}}"#
            ),
            [
                #""rewards" must have at least 1 item, not 0"#,
                #""strategy" must be "pruned" or "best-of-n", not the string "best-of-m"; did you mean "best-of-n"?"#,
                #""budget" must be a budget such as "40 GMAC", or a positive number of multiply-accumulates, not 0"#,
                #""title" must be a string of at most 8 characters, not the string "123456789""#,
            ]
        ),
    ]

    @Test(arguments: cases)
    func says(text: String, expected: [String]) {
        #expect(messages(text).sorted() == expected.sorted())
    }

    @Test func foldersOfTheRunnerAreNoStages() {
        let text = recipe(#""tensorboard": {"uses": "report"}, "TensorBoard-2": {"uses": "report"}"#)
        let other = recipe(#""TensorBoard": {"uses": "report", "matrix": {"a": [1]}}"#)
        let reason =
            "the folder of that name holds training curves; choose another name"
        #expect(messages(text) == [#"no stage can be named "tensorboard": \#(reason)"#])
        #expect(messages(other) == [#"no stage can be named "TensorBoard": \#(reason)"#])
    }

    @Test func severalCirclesAreAllReported() {
        let text = recipe(
            #"""
            "a": {"uses": "report", "needs": "b"}, "b": {"uses": "report", "needs": "a"},
            "c": {"uses": "report", "needs": "c"}, "d": {"uses": "report", "needs": "a"}
            """#)
        #expect(
            messages(text) == [
                "stages wait for each other in a circle: a -> b -> a",
                "stages wait for each other in a circle: c -> c",
            ])
    }
}
