import Kernels
import Models
import Tensors
import Testing

/// Whole pipelines draw the pictures of diffusers, on every instruction set of this machine.
@Suite struct PipelineParityTests {
    /// Largest difference as a part of the largest expected value.
    private func error(_ found: Tensor, _ expected: Tensor) throws -> Float {
        try #require(found.shape == expected.shape)
        let largest = try #require(expected.elements.map(abs).max())
        let difference = try #require(zip(found.elements, expected.elements).map { abs($0 - $1) }.max())
        return difference.isNaN ? .infinity : difference / largest
    }

    @Test(arguments: PipelineFixture.names, ModelParityTests.kernels)
    func pictures(name: String, kernels: String) throws {
        let set = try #require(KernelSet.available.first { $0.name == kernels })
        try Execution.with(Compute(kernels: set, threads: 2)) {
            let fixture = try PipelineFixture(name)
            var pipeline = try fixture.pipeline()
            try #require(fixture.runs.count >= 7)
            for (index, run) in fixture.runs.enumerated() {
                // The plain loops take long.
                if kernels == "scalar" && run.steps > 4 { continue }
                let comment: Comment =
                    "run \(index): \(run.steps) steps, guidance \(run.guidance), \(run.prediction)"
                pipeline.samplerConfiguration.prediction = run.prediction
                let sampler = try pipeline.sampler(steps: run.steps)
                let conditioning = try fixture.conditioning(run, pipeline)
                let expected = try fixture.estimates(index)
                let noise = try fixture.latents(index, "noise")
                let latents = try Execution.withoutGradients {
                    try pipeline.latents(
                        from: noise * sampler.initialNoiseScale, sampler: sampler,
                        conditioning: conditioning, guidance: run.guidance,
                        observe: { step, result in
                            guard let expected else { return }
                            let error = try error(result.estimate, expected[step])
                            #expect(error < 1e-4, "estimate of step \(step), \(comment)")
                        })
                }
                let difference = try error(latents, fixture.latents(index, "latents"))
                // Not much further from the exact latents than diffusers is.
                #expect(difference < max(5e-6, 3 * run.rounding), comment)
                let found = StableDiffusionPipeline.eightBit(
                    try Execution.withoutGradients { try pipeline.decode(latents) })
                let pixels = try fixture.pixels(index)
                try #require(found.count == pixels.count)
                let furthest = zip(found, pixels).map { abs(Int($0) - Int($1)) }.max()!
                #expect(furthest <= 1, comment)
            }
        }
    }
}
