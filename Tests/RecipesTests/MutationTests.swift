import Recipes
import Testing
import Values

/// Damaged recipes end in mistakes with places, never in a crash.
@Suite struct MutationTests {
    /// SplitMix64, so that a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let json = #"""
        {"tweed": 1, "params": {"é": "\ud83d\ude00 ${params.n}", "n": [1, -2.5e3, {"k": null}]}, "stages": {
          "w": {"uses": "make-weights"},
          "d": {"uses": "tweedie-dataset", "matrix": {"s": [1, 2]}, "with": {"generator": "${stages.w.generator}", "seed": "${matrix.s}"}},
          "r": {"uses": "report", "needs": ["w"], "with": {"of": ["${stages.d[s=1]}", "${stages.d[*].dataset}"]}}}}
        """#

    private static let yaml = """
        tweed: 1
        params: {é: &a "x ${params.n[0]}", n: [1, *a, ~]}
        stages:
          w: {uses: make-weights}
          d:
            uses: tweedie-dataset # comment
            matrix: {s: [1, 2]}
            with: {generator: "${stages.w.generator}", seed: "${matrix.s}"}
          r:
            uses: report
            with:
              of: ["${stages.d[s=1]}", '${stages.d[*].dataset}']
        """

    @Test(arguments: [("x.json", json), ("x.yaml", yaml)])
    func damageIsReported(name: String, text: String) {
        var generator = Generator(state: 7)
        let pieces = [
            "{", "}", "[", "]", "\"", ":", ",", "$", "${", "\\", "\u{0}", "\n", "\t", "&a ", "*a", "- ", "é",
            "0", "-", "!x ",
        ]
        for _ in 0..<300 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: position)
                case 2: bytes.removeSubrange(position..<min(bytes.count, position + 20))
                default:
                    bytes.insert(
                        contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: position)
                }
            }
            let source = SourceText(name: name, bytes: bytes)
            guard case .failure(let problems) = RecipeLoader.load(source, catalogue: testCatalogue) else {
                continue
            }
            let rendered = problems.rendered()
            #expect(rendered.contains("error: "))
            #expect(problems.diagnostics.allSatisfy { !$0.problem.message.isEmpty })
            #expect(!rendered.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        }
    }
}
