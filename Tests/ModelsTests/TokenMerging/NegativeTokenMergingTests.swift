import Layers
import Models
import Tensors
import Testing

@Suite struct NegativeTokenMergingTests {
    private static let tokens = Tensor.normal([2, 5, 8], from: RandomStream(seed: 1))
    private static let references = Tensor.normal([2, 7, 8], from: RandomStream(seed: 2))

    /// The definition, in double precision.
    private static func plain(_ own: Tensor, _ other: Tensor, alpha: Double, threshold: Double) -> [Double] {
        let (own, other, features) = (own.elements.map(Double.init), other.elements.map(Double.init), 8)
        func row(_ values: [Double], _ index: Int) -> [Double] {
            Array(values[index * features..<(index + 1) * features])
        }
        func cosine(_ a: [Double], _ b: [Double]) -> Double {
            func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
            return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
        }
        return (0..<2).flatMap { sample in
            (0..<5).flatMap { token -> [Double] in
                let x = row(own, sample * 5 + token)
                let candidates = (0..<7).map { row(other, sample * 7 + $0) }
                let best = candidates.max { cosine(x, $0) < cosine(x, $1) }!
                guard cosine(x, best) > threshold else { return x }
                return zip(x, best).map { (1 + alpha) * $0 - alpha * $1 }
            }
        }
    }

    @Test("matched tokens are pushed away, the others stay", arguments: [-1.0, 0.3, 0.5, 1.0])
    func definition(threshold: Double) {
        let merging = NegativeTokenMerging(alpha: 1.5, threshold: Float(threshold))
        let pushed = merging.pushed(Self.tokens, from: Self.references)
        let expected = Self.plain(Self.tokens, Self.references, alpha: 1.5, threshold: threshold)
        #expect(pushed.shape == Self.tokens.shape)
        for (own, other) in zip(pushed.elements, expected) { #expect(abs(Double(own) - other) < 1e-5) }
        let stays = zip(pushed.elements, Self.tokens.elements).filter { $0 == $1 }.count
        #expect((stays == Self.tokens.count) == (threshold == 1))
        #expect((stays == 0) == (threshold == -1))
    }

    @Test("a picture that is its own reference stays as it is")
    func own() {
        let pushed = NegativeTokenMerging(alpha: 2.5, threshold: 0.7).pushed(Self.tokens, from: Self.tokens)
        #expect(pushed.elements == Self.tokens.elements)
    }

    @Test("a visitor holds inside of its body and counts the layers of each anew")
    func visitor() {
        var layers: [Int] = []
        let store = ParameterStore(.random(seed: 1))
        let generator = WorldGenerator(
            store.scope, configuration: .init(vocabulary: 20, captionLength: 6))
        let noise = Tensor.normal([1, 32, 32, 3], from: RandomStream(seed: 3))
        let words = generator.encode([1, 2, 3, 4, 5, 6])
        let visitor = AttentionVisitor { layer, tokens in
            layers.append(layer)
            #expect(tokens.shape == ((1...4).contains(layer) ? [1, 64, 128] : [1, 256, 64]))
            return tokens
        }
        let plain = generator.velocity(noise, times: [1], conditioning: words)
        #expect(layers.isEmpty)
        for _ in 0..<2 {
            let visited = visitor.visiting { generator.velocity(noise, times: [1], conditioning: words) }
            #expect(visited.elements == plain.elements)
        }
        #expect(layers == Array(0..<7) + Array(0..<7))
    }
}
