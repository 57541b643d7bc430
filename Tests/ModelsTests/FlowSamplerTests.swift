import Models
import Tensors
import Testing

/// Knows the picture at the end of every path: the velocity of `x = (1 - t) · picture + t · noise` is then
/// `(x - picture) / t`, the same all along the path.
private struct ExactDenoiser: Denoiser {
    let picture: Tensor

    var pictureShape: Shape { Shape(Array(picture.shape.dimensions.dropFirst())) }

    func encode(_ tokens: [Int32]) -> Tensor { Tensor.zeros([tokens.count, 1]) }

    func velocity(_ noisy: Tensor, times: [Float], conditioning: Tensor) -> Tensor {
        (noisy - picture) / Tensor(times, shape: [times.count, 1, 1, 1])
    }
}

/// A velocity that bends: how many steps are taken shows in the result.
private struct DecayingDenoiser: Denoiser {
    let pictureShape: Shape = [2, 2, 3]

    func encode(_ tokens: [Int32]) -> Tensor { Tensor.zeros([tokens.count, 1]) }

    func velocity(_ noisy: Tensor, times: [Float], conditioning: Tensor) -> Tensor { noisy }
}

@Suite struct FlowSamplerTests {
    private let picture = Tensor.uniform([3, 4, 4, 3], from: RandomStream(seed: 1)) * 2 - 1
    private let noise = Tensor.normal([3, 4, 4, 3], from: RandomStream(seed: 2))

    private func distance(_ a: Tensor, _ b: Tensor) -> Float {
        zip(a.elements, b.elements).map { abs($0 - $1) }.max() ?? .infinity
    }

    @Test(arguments: [1, 2, 5, 20])
    func anExactVelocityEndsAtThePictureInAnyNumberOfSteps(steps: Int) {
        let denoiser = ExactDenoiser(picture: picture)
        let drawn = FlowSampler(steps: steps).sample(
            noise, denoiser: denoiser, conditioning: denoiser.encode([0, 0, 0]))
        #expect(distance(drawn, picture) < 1e-5)
    }

    @Test func anExactVelocityLetsEveryStepSeeThePicture() {
        let denoiser = ExactDenoiser(picture: picture)
        let sampler = FlowSampler(steps: 10)
        var state = noise
        for index in 0..<sampler.steps {
            let t = sampler.times[index]
            // On the straight path, to rounding.
            #expect(distance(state, picture * (1 - t) + noise * t) < 1e-5)
            let stepped = sampler.step(
                state, index: index, denoiser: denoiser, conditioning: denoiser.encode([0, 0, 0]))
            #expect(distance(stepped.estimate, picture) < 1e-5)
            state = stepped.state
        }
    }

    @Test func timesRunFromNoiseToPicture() {
        #expect(FlowSampler(steps: 4).times == [1, 0.75, 0.5, 0.25, 0])
        #expect(FlowSampler(steps: 4).steps == 4)
    }

    @Test func stepsAreThoseOfEuler() {
        let start = Tensor.normal([1, 2, 2, 3], from: RandomStream(seed: 3))
        let drawn = FlowSampler(steps: 4).sample(
            start, denoiser: DecayingDenoiser(), conditioning: Tensor.zeros([1, 1]))
        // Each step multiplies by 1 - 1/4.
        #expect(distance(drawn, start * 0.31640625) < 1e-6)
    }

    @Test func samplingKeepsNoGradients() {
        let drawn = FlowSampler(steps: 2).sample(
            noise.tracked, denoiser: ExactDenoiser(picture: picture), conditioning: Tensor.zeros([3, 1]))
        #expect(!drawn.requiresGradient)
    }

    @Test func oneStepIsTheSamplerWithOneStep() {
        let denoiser = ExactDenoiser(picture: picture)
        let words = denoiser.encode([0, 0, 0])
        let drawn = OneStepGenerator(denoiser).draw(noise.tracked, conditioning: words)
        #expect(drawn.requiresGradient)
        let sampled = FlowSampler(steps: 1).sample(noise, denoiser: denoiser, conditioning: words)
        #expect(drawn.elements == sampled.elements)
    }
}
