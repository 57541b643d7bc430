import Testing

@testable import World

@Suite struct PromptTests {
    @Test func splitsAreDisjointAndOfTheRightSize() {
        let combinations = Split.allCases.map { Set(PromptSet.of($0).captions.map { Combination($0.scene) }) }
        #expect(combinations[0].isDisjoint(with: combinations[1]))
        #expect(combinations[0].isDisjoint(with: combinations[2]))
        #expect(combinations[1].isDisjoint(with: combinations[2]))
        #expect(combinations.map(\.count) == [3 * 14 + 122, 3 * 2 + 15, 3 * 2 + 16])
        for split in Split.allCases {
            for kind in SceneKind.allCases { #expect(!PromptSet.of(split).captions(of: kind).isEmpty) }
        }
    }

    /// The splits of released models: changing them would let test prompts into training.
    @Test func splitsStayAsTheyAre() throws {
        let texts = [SceneKind.single, .count].flatMap { kind in
            Set(PromptSet.test.captions(of: kind).map { Caption(onBlack: $0) }).map(\.text).sorted()
        }
        #expect(
            texts == [
                "a blue square on black", "a red circle on black", "three magenta circles on black",
                "three red triangles on black", "two cyan circles on black", "two green squares on black",
            ])
        #expect(
            PromptSet.sample(count: 3, split: .test, seed: 1).map(\.text) == [
                "a magenta square above a red triangle on white", "two green squares on white",
                "a green triangle right of a blue circle on black",
            ])
    }

    @Test func sampleIsDistinctWhilePossible() {
        for split in [Split.validation, .test] {
            let all = PromptSet.of(split).captions.count
            let prompts = PromptSet.sample(count: all, split: split, seed: 4)
            #expect(Set(prompts).count == all)
            let more = PromptSet.sample(count: 2 * all, split: split, seed: 4)
            #expect(more.count == 2 * all && Set(more).count == all)
        }
    }

    @Test func sampleFollowsTheDistribution() {
        let prompts = PromptSet.sample(count: 100, split: .train, distribution: .evaluation, seed: 2)
        let kinds = SceneKind.allCases.map { kind in prompts.filter { $0.scene.kind == kind }.count }
        #expect(kinds == [10, 65, 25])
        #expect(prompts.allSatisfy { Split($0.scene) == .train })
        #expect(prompts == PromptSet.sample(count: 100, split: .train, distribution: .evaluation, seed: 2))
        #expect(prompts != PromptSet.sample(count: 100, split: .train, distribution: .evaluation, seed: 3))
        let relations = PromptDistribution(single: 0, relation: 1, count: 0)
        #expect(
            PromptSet.sample(count: 40, split: .test, distribution: relations, seed: 2)
                .allSatisfy { $0.scene.kind == .relation })
        #expect(PromptSet.sample(count: 0, split: .test, seed: 2).isEmpty)
    }

    @Test func drawsFollowTheDistribution() {
        var generator = SplitMix64(seed: 1)
        let kinds = (0..<20_000).map { _ in PromptSet.train.draw(using: &generator).scene.kind }
        let singles = Double(kinds.filter { $0 == .single }.count) / 20_000
        let relations = Double(kinds.filter { $0 == .relation }.count) / 20_000
        #expect(abs(singles - 0.3) < 0.015)
        #expect(abs(relations - 0.5) < 0.015)
    }
}

extension Caption {
    fileprivate init(onBlack caption: Caption) {
        switch caption.scene {
        case .single(let object, _): self.init(.single(object, on: .black))
        case .count(let count, let object, _): self.init(.count(count, object, on: .black))
        case .relation(let first, let relation, let second, _):
            self.init(.relation(first, relation, second, on: .black))
        }
    }
}
