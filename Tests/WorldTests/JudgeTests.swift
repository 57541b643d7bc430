import Testing

@testable import World

@Suite struct JudgeTests {
    private static let perfect = Verdict(
        fullyRight: true, colours: true, objects: true, relation: true, ground: true)

    @Test(arguments: Split.allCases)
    func readsEveryDrawnScene(split: Split) {
        var generator = SplitMix64(seed: 21)
        for index in 0..<2_048 {
            let distribution: PromptDistribution = index % 2 == 0 ? .training : .evaluation
            let caption = PromptSet.of(split).draw(distribution, using: &generator)
            let scene = Judge.read(Scene(caption, using: &generator).pixels())
            #expect(Judge.score(scene, caption) == Self.perfect, "\(caption): \(scene)")
            for (kind, wrong) in zip(HardNegative.allCases, caption.hardNegatives(using: &generator)) {
                let verdict = Judge.score(scene, wrong)
                #expect(!verdict.fullyRight, "\(wrong): \(scene)")
                switch kind {
                case .colour: #expect(!verdict.colours && !verdict.objects && verdict.ground)
                case .shape: #expect(verdict.colours && !verdict.objects && verdict.ground)
                case .ground: #expect(verdict.objects && verdict.relation && !verdict.ground)
                case .relationOrCount: #expect(!verdict.relation && verdict.ground)
                case .swap: #expect(verdict.ground)
                }
            }
        }
    }

    @Test func toleratesBlurAndNoise() {
        var generator = SplitMix64(seed: 22)
        var right = (blurred: 0, noisy: 0, both: 0)
        let count = 400
        for _ in 0..<count {
            let caption = PromptSet.test.draw(.evaluation, using: &generator)
            let clean = Scene(caption, using: &generator).pixels()
            let blurred = clean.withUnsafeBufferPointer(Softening.soften)
            let noisy = clean.map { $0 + generator.noise(0.25) }
            let both = blurred.map { $0 + generator.noise(0.1) }
            if Judge.score(blurred, caption).fullyRight { right.blurred += 1 }
            if Judge.score(noisy, caption).fullyRight { right.noisy += 1 }
            if Judge.score(both, caption).fullyRight { right.both += 1 }
        }
        #expect(right.blurred >= count * 99 / 100, "\(right)")
        #expect(right.noisy >= count * 98 / 100, "\(right)")
        #expect(right.both >= count * 98 / 100, "\(right)")
    }

    @Test func nothingIsRightOfNoiseOrPlainGround() {
        var generator = SplitMix64(seed: 23)
        for _ in 0..<200 {
            let caption = PromptSet.train.draw(using: &generator)
            let noise = (0..<Scene.pixelCount).map { _ in generator.noise(1) }
            #expect(!Judge.score(noise, caption).fullyRight)
            let plain = [Float](repeating: caption.scene.ground.pixel.x, count: Scene.pixelCount)
            let verdict = Judge.score(plain, caption)
            #expect(!verdict.fullyRight && !verdict.colours && !verdict.relation && verdict.ground)
        }
        for value in [Float.nan, .infinity, -.infinity, 1e30] {
            #expect(Judge.read([Float](repeating: value, count: Scene.pixelCount)).description == nil)
        }
    }

    @Test func aWrongRestIsNotRight() {
        var generator = SplitMix64(seed: 24)
        for _ in 0..<300 {
            let caption = Caption(.single(SceneObject.all.randomElement(using: &generator)!, on: .black))
            var pixels = Scene(caption, using: &generator).pixels()
            // Half of the object away.
            let object = Judge.read(pixels).objects[0]
            var cut = pixels
            for row in 0..<32 where Float(row) < object.vertical {
                for column in 0..<32 {
                    for channel in 0..<3 { cut[3 * (row * 32 + column) + channel] = -0.92 }
                }
            }
            #expect(!Judge.score(cut, caption).fullyRight, "\(Judge.read(cut))")
            // A second thing in the corner far from the object.
            let row = object.vertical < 16 ? 26 : 0
            let column = object.horizontal < 16 ? 26 : 0
            for pixel in 0..<36 { pixels[3 * ((row + pixel / 6) * 32 + column + pixel % 6) + 1] = 0.8 }
            #expect(!Judge.score(pixels, caption).fullyRight)
        }
    }

    @Test func sameThingInOtherWordsIsRight() throws {
        var generator = SplitMix64(seed: 25)
        let caption = try Caption(parsing: "a red circle above a red square on white")
        let other = try Caption(parsing: "a red square below a red circle on white")
        let pixels = Scene(caption, using: &generator).pixels()
        #expect(Judge.score(pixels, other) == Self.perfect)
    }
}

extension SplitMix64 {
    /// About normal: the sum of twelve uniforms.
    fileprivate mutating func noise(_ deviation: Float) -> Float {
        var sum: Float = -6
        for _ in 0..<12 { sum += unit() }
        return deviation * sum
    }
}
