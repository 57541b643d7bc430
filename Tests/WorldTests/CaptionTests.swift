import Testing

@testable import World

@Suite struct CaptionTests {
    private static let everyCaption = Split.allCases.flatMap { PromptSet.of($0).captions }

    @Test func textAndTokensReadBack() throws {
        #expect(Self.everyCaption.count == 54 + 18 * 17 * 4 * 3 + 108)
        for caption in Self.everyCaption {
            #expect(try Caption(parsing: caption.text) == caption)
            #expect(try Caption(tokens: caption.tokens) == caption)
        }
        #expect(Set(Self.everyCaption.map(\.tokens)).count == Self.everyCaption.count)
    }

    @Test func wordsAndTokens() throws {
        let caption = Caption(
            .relation(SceneObject(.red, .circle), .leftOf, SceneObject(.blue, .square), on: .black))
        #expect(caption.text == "a red circle left of a blue square on black")
        #expect(
            caption.tokens.map { Vocabulary.word($0) } == [
                "red", "circle", "left of", "blue", "square", "black",
            ])
        let count = Caption(.count(.two, SceneObject(.green, .triangle), on: .white))
        #expect(count.text == "two green triangles on white")
        #expect(count.tokens.map { Vocabulary.word($0) } == ["green", "triangle", "two", "-", "-", "white"])
        #expect(Vocabulary.count == 19)
        #expect(Vocabulary.words.indices.allSatisfy { Vocabulary.token(Vocabulary.words[$0]) == Int32($0) })
        #expect(Vocabulary.word(-1) == nil && Vocabulary.word(19) == nil)
        #expect(try Caption(parsing: "  A red\tCircle LEFT of a blue square on black\n") == caption)
    }

    @Test(arguments: [
        (
            "a redd circle on black",
            "caption \"a redd circle on black\": word 2 is \"redd\", "
                + "expected one of red, green, blue, yellow, magenta, cyan; did you mean \"red\"?"
        ),
        (
            "a red circle on grey",
            "caption \"a red circle on grey\": word 5 is \"grey\", expected one of black, gray, white; "
                + "did you mean \"gray\"?"
        ),
        ("a red", "caption \"a red\": ends too early, expected one of circle, square, triangle next"),
        (
            "a red circle left a",
            "caption \"a red circle left a\": word 5 is \"a\", expected \"of\""
        ),
        (
            "two red circle on white",
            "caption \"two red circle on white\": word 3 is \"circle\", "
                + "expected one of circles, squares, triangles; did you mean \"circles\"?"
        ),
        (
            "a red circle on black please now",
            "caption \"a red circle on black please now\": "
                + "nothing may follow the ground, found \"please now\""
        ),
        (
            "a red circle above a red circle on black",
            "a relation needs two different objects, both are \"red circle\"; say \"two red circles\" instead"
        ),
        ("", "caption \"\": ends too early, expected one of a, two, three next"),
    ])
    func faultyTextIsExplained(text: String, message: String) {
        let error = #expect(throws: CaptionError.self) { try Caption(parsing: text) }
        #expect(error?.description == message)
    }

    @Test(
        arguments: [
            [0, 0, 0, 0, 0, 0], [1, 7, 0, 0, 0], [1, 7, 10, 0, 0, 16], [1, 7, 10, 1, 7, 16],
            [1, 7, 14, 2, 8, 16],
            [7, 1, 0, 0, 0, 16], [1, 7, 0, 0, 0, 19], [1, 7, 0, 0, 0, -1], [Int32.min, 7, 0, 0, 0, 16],
        ] as [CaptionTokens])
    func faultyTokensAreRefused(tokens: CaptionTokens) {
        #expect(throws: CaptionError.self) { try Caption(tokens: tokens) }
    }

    @Test func sameMeaningInTheOtherOrder() throws {
        let first = try Caption(parsing: "a red circle above a blue square on gray")
        let second = try Caption(parsing: "a blue square below a red circle on gray")
        let third = try Caption(parsing: "a blue square above a red circle on gray")
        #expect(first.means(second) && second.means(first))
        #expect(!first.means(third))
    }

    @Test func hardNegativesAreWrongInTheirRespect() {
        var generator = SplitMix64(seed: 9)
        for caption in Self.everyCaption {
            for (kind, wrong) in zip(HardNegative.allCases, caption.hardNegatives(using: &generator)) {
                #expect(wrong.scene.isValid)
                #expect(!wrong.means(caption), "\(kind): \(caption) -> \(wrong)")
                let differing = zip(caption.tokens, wrong.tokens).enumerated().filter { $1.0 != $1.1 }.map(
                    \.offset)
                switch kind {
                case .colour: #expect(differing == [0] || differing == [3])
                case .shape: #expect(differing == [1] || differing == [4])
                case .ground: #expect(differing == [5])
                case .relationOrCount: #expect(differing == [2])
                case .swap: #expect(Set(differing).isSubset(of: [0, 1, 3, 4]))
                }
            }
        }
    }
}
