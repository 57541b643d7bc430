import Layers
import Models
import Tensors
import Testing
import World

@testable import Methods

@Suite struct DiversifiedGeneratorTests {
    private static func base(steps: Int) -> WorldPictureGenerator {
        let store = ParameterStore(.random(seed: 4))
        let denoiser = WorldGenerator(
            store.scope, configuration: .init(vocabulary: Vocabulary.count, captionLength: Caption.length))
        // Attention and the last layer start at zero: without random values nothing would be seen of them.
        for (index, parameter) in store.parameters.enumerated()
        where parameter.value.elements.allSatisfy({ $0 == 0 }) {
            parameter.update(
                .normal(parameter.shape, from: RandomStream(seed: 5).at(index)) * 0.2)
        }
        return WorldPictureGenerator(denoiser, steps: steps)
    }

    private static let prompts = [
        "a magenta square left of a red triangle on white", "a red circle above a magenta square on gray",
    ]

    private static func diversified(_ base: any PictureGenerator, alpha: Float = 2) -> DiversifiedGenerator {
        DiversifiedGenerator(
            base, merging: NegativeTokenMerging(alpha: alpha, threshold: -1), from: 0.95, to: 0.5,
            references: .init(seed: 9))
    }

    private static func noise(_ count: Int) -> (noise: Tensor, prompts: [String]) {
        let pairs = prompts.flatMap { prompt in (0..<count).map { (prompt, $0) } }
        return (
            .stacked(pairs.map { SearchPrompt(text: $0.0, seed: 9).noise($0.1, [32, 32, 3]) }), pairs.map(\.0)
        )
    }

    @Test("times become steps of the sampler")
    func interval() {
        #expect(DiversifiedGenerator.steps(of: 20, from: 0.95, to: 0.8) == 1..<5)
        #expect(DiversifiedGenerator.steps(of: 20, from: 1, to: 0.9) == 0..<3)
        #expect(DiversifiedGenerator.steps(of: 1, from: 0.95, to: 0.8) == 0..<0)
        #expect(DiversifiedGenerator.steps(of: 1, from: 1, to: 0.8) == 0..<1)
    }

    @Test("the reference stays as it is, the others move away, and each is the same in any batch")
    func references() throws {
        let base = Self.base(steps: 4)
        let generator = Self.diversified(base)
        let (noise, prompts) = Self.noise(2)
        let plain = base.sample(noise, conditioning: try base.encode(prompts))
        let pushed = generator.sample(noise, conditioning: try generator.encode(prompts))
        func row(_ tensor: Tensor, _ index: Int) -> [Float] { tensor.row(index).elements }
        for index in prompts.indices {
            let alone = generator.sample(
                noise.gathered([index]), conditioning: try generator.encode([prompts[index]]))
            #expect(row(alone, 0) == row(pushed, index))
            // Candidate 0 of each caption is its reference.
            #expect((row(pushed, index) == row(plain, index)) == (index % 2 == 0))
        }
    }

    @Test("outside of the interval, and with alpha 0, nothing changes")
    func nothing() throws {
        let (noise, prompts) = Self.noise(2)
        let oneStep = Self.base(steps: 1)
        let generators: [(any PictureGenerator, DiversifiedGenerator)] = [
            (oneStep, Self.diversified(oneStep)),
            (Self.base(steps: 4), Self.diversified(Self.base(steps: 4), alpha: 0)),
        ]
        for (base, generator) in generators {
            let plain = base.sample(noise, conditioning: try base.encode(prompts))
            let same = generator.sample(noise, conditioning: try generator.encode(prompts))
            #expect(plain.elements == same.elements)
        }
    }
}
