import Recipes
import Testing
import Values

@Suite struct LookupTests {
    /// The params of a recipe after look-ups.
    private func params(_ text: String) throws -> JSONValue {
        try loaded(recipe(#""a": {"uses": "report"}"#, params: text)).params
    }

    @Test func aWholeStringKeepsTheType() throws {
        let value = try params(
            #"{"n": 20, "x": 0.5, "l": [1, {"k": true}], "a": "${params.n}", "b": "${params.l}", "c": "${params.l[1].k}", "d": "${ params.x }", "e": "${params.z}", "z": null}"#
        )
        #expect(value["a"] == 20)
        #expect(value["b"] == [1, ["k": true]])
        #expect(value["c"] == true)
        #expect(value["d"] == 0.5)
        #expect(value["e"] == .null)
    }

    @Test func insideALongerStringItIsText() throws {
        let value = try params(
            #"{"n": 20.0, "s": "x", "t": true, "a": "${params.s}-${params.n}-${params.t}", "b": "${params.a}!"}"#
        )
        #expect(value["a"] == "x-20-true")
        #expect(value["b"] == "x-20-true!")
    }

    @Test func dollarsEscape() throws {
        let value = try params(
            #"{"a": "$${params.x}", "b": "cost $5 $$", "c": "$${a} ${params.d}", "d": "}", "e": "$$${params.d}"}"#
        )
        #expect(value["a"] == "${params.x}")
        #expect(value["b"] == "cost $5 $$")
        #expect(value["c"] == "${a} }")
        #expect(value["e"] == "$${params.d}")
    }

    static let faults: [(String, String)] = [
        (
            #"{"a": "${params.b}", "b": "x${params.c}", "c": "${params.a}"}"#,
            "params refer to each other in a circle: a -> b -> c -> a"
        ),
        (
            #"{"steps": 1, "a": "${params.stesp}"}"#,
            #"unknown parameter "stesp" in params; did you mean "steps"?"#
        ),
        (
            #"{"o": {"key": 1}, "a": "${params.o.kye}"}"#,
            #"params.o has no member "kye"; did you mean "key"?"#
        ),
        (#"{"l": [1, 2], "a": "${params.l[2]}"}"#, "params.l has 2 elements; there is no element 2"),
        (
            #"{"n": 1, "a": "${params.n.x}"}"#,
            #"params.n is 1, so "x" cannot follow; write "$${" for a plain "${""#
        ),
        (
            #"{"l": [1], "a": "x ${params.l}"}"#,
            "${params.l} is a list, which cannot be part of a longer string; let it be the whole string"
        ),
        (
            #"{"z": null, "a": "x ${params.z}"}"#,
            "${params.z} is null, which cannot be part of a longer string; let it be the whole string"
        ),
        (
            #"{"a": "${param.x}"}"#,
            #"look-ups start with params, stages or matrix, not with "param"; did you mean "params"?"#
        ),
        (
            #"{"a": "${env.HOME}"}"#,
            "recipes have no environment variables, so that they mean the same everywhere; use params and --set"
        ),
        (#"{"a": "${params}"}"#, "a name is missing: ${params.NAME}"),
        (#"{"a": "${stages.a}"}"#, "stage outputs can be looked up only under \"with\" of a stage"),
        (#"{"a": "${matrix.a}"}"#, "\"${matrix...}\" has a meaning only in a stage that has a matrix"),
        (#"{"a": "${"}"#, #"a "${" is not closed; write "$${" for a plain "${""#),
        (#"{"a": "${}"}"#, #""${}" is no look-up: a name is missing; write "$${" for a plain "${""#),
        (
            #"{"a": "${params.}"}"#,
            #""${params.}" is no look-up: a name is missing after "."; write "$${" for a plain "${""#
        ),
        (
            #"{"a": "${params.x y}"}"#,
            #""${params.x y}" is no look-up: unexpected " "; write "$${" for a plain "${""#
        ),
        (
            #"{"a": "${params.x[}"}"#,
            #""${params.x[}" is no look-up: a "[" is not closed; write "$${" for a plain "${""#
        ),
        (
            #"{"a": "${params.x[y]}"}"#,
            #""${params.x[y]}" is no look-up: between brackets stands an index, "*" or axis=value; write "$${" for a plain "${""#
        ),
    ]

    @Test(arguments: faults)
    func isRefused(params: String, message: String) {
        #expect(messages(recipe(#""a": {"uses": "report"}"#, params: params)) == [message])
    }

    @Test func aPartOfAStringIsPointedAt() {
        let text = recipe(#""a": {"uses": "report"}"#, params: #"{"a": "é ${params.x} y"}"#)
        #expect(
            problems(text) == """
                recipes/x.json:1:33: error: unknown parameter "x" in params
                    1 | {"tweed": 1, "params": {"a": "é ${params.x} y"}, "stages": {
                      |                                 ^~~~~~~~~~~

                """)
    }

    @Test func bombsOfListsAreRefused() {
        var text = #"{"p0": ["x"]"#
        for level in 1...30 {
            let items = Array(repeating: "\"${params.p\(level - 1)}\"", count: 10).joined(separator: ",")
            text += ", \"p\(level)\": [\(items)]"
        }
        let all = messages(recipe(#""a": {"uses": "report"}"#, params: text + "}"))
        #expect(all.contains("look-ups make the recipe larger than 1000000 values or characters"))
    }

    @Test func bombsOfTextAreRefused() {
        var text = #"{"p0": "0123456789""#
        for level in 1...60 { text += ", \"p\(level)\": \"${params.p\(level - 1)}${params.p\(level - 1)}\"" }
        let all = messages(recipe(#""a": {"uses": "report"}"#, params: text + "}"))
        #expect(all.contains("look-ups make the recipe larger than 1000000 values or characters"))
    }

    @Test func deepChainsAreRefused() {
        // Backwards, so that the first one needs all others.
        var text = "{"
        for level in 0..<5000 { text += "\"p\(level)\": [\"${params.p\(level + 1)}\"], " }
        let all = messages(recipe(#""a": {"uses": "report"}"#, params: text + #""p5000": 1}"#))
        #expect(all.contains("look-ups and lists nest more than 64 levels deep"))
    }

    @Test func deepSelectorsAreRefused() {
        let text =
            String(repeating: "${stages.a[k=", count: 10_000) + String(repeating: "]}", count: 10_000)
        let all = messages(recipe("\"a\": {\"uses\": \"report\", \"with\": {\"of\": \"\(text)\"}}"))
        #expect(all == ["look-ups nest too deep; write \"$${\" for a plain \"${\""])
    }
}
