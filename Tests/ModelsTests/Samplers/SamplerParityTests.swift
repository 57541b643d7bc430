import Foundation
import Models
import Tensors
import Testing

/// Every sampler takes the steps of diffusers.
@Suite struct SamplerParityTests {
    /// Largest difference as a part of the largest expected value.
    private func error(_ found: Tensor, _ expected: Tensor) throws -> Float {
        try #require(found.shape == expected.shape)
        let largest = try #require(expected.elements.map(abs).max())
        let difference = try #require(zip(found.elements, expected.elements).map { abs($0 - $1) }.max())
        return difference.isNaN ? .infinity : difference / max(largest, 1e-6)
    }

    @Test func statesAndEstimates() throws {
        let fixture = try SamplerFixture()
        try #require(fixture.cases.count > 100)
        let first = try fixture.tensor("first")
        let noise = try fixture.rows("noise")
        var kinds: Set<SamplerKind> = []
        for item in fixture.cases {
            let configuration = try SamplerConfiguration(json: item.configuration)
            kinds.insert(configuration.kind)
            let name: Comment = "case \(item.index): \(configuration)"
            let sampler = try Sampler(configuration, steps: item.steps, eta: item.eta)
            try #require(sampler.count == item.steps, name)
            for (found, expected) in zip(sampler.timesteps, item.timesteps) {
                #expect(abs(Double(found) - expected) <= 1e-5 * max(expected, 1), name)
            }
            #expect(abs(Double(sampler.initialNoiseScale) - item.scale) < 1e-6 * item.scale, name)

            let states = try fixture.rows("\(item.index).states")
            let estimates = try fixture.rows("\(item.index).estimates")
            try #require(states.count == item.steps + 1 && estimates.count == item.steps)
            var state = first * sampler.initialNoiseScale
            #expect(try error(state, states[0]) < 1e-6, name)
            // From a deviation of 4096, diffusers takes a difference of float32 numbers of which few digits are left.
            let tolerance: Float = sampler.initialNoiseScale > 1000 ? 5e-5 : 1e-5
            for step in 0..<sampler.count {
                let prediction = SamplerFixture.network(
                    sampler.modelInput(state, step: step), sampler.timesteps[step])
                let result = try sampler.step(state, prediction: prediction, step: step, noise: noise[step])
                state = result.next
                let errors = (
                    try error(state, states[step + 1]), try error(result.estimate, estimates[step])
                )
                #expect(errors.0 < tolerance, "step \(step), \(name)")
                #expect(errors.1 < tolerance, "estimate of step \(step), \(name)")
            }
        }
        #expect(kinds == Set(SamplerKind.allCases))
    }

    @Test func noisedStates() throws {
        let fixture = try SamplerFixture()
        let noise = try fixture.tensor("first")
        let clean = Tensor((0..<12).map { -1 + 2 * Float($0) / 11 }, shape: noise.shape)
        for item in fixture.cases {
            let sampler = try Sampler(
                SamplerConfiguration(json: item.configuration), steps: item.steps, eta: item.eta)
            let found = try sampler.state(of: clean, noise: noise, step: item.steps / 2)
            let difference = try error(found, fixture.tensor("\(item.index).noised"))
            #expect(difference < 1e-5, "case \(item.index): \(sampler.configuration)")
        }
    }

    /// Timesteps of every number of steps, ties and all.
    @Test func spacings() throws {
        let data = try #require(FileManager.default.contents(atPath: SamplerFixture.path("spacings.json")))
        let digests = try JSONDecoder().decode([String: String].self, from: data)
        for spacing in TimestepSpacing.allCases {
            var configuration = SamplerConfiguration(.ddim)
            configuration.timestepSpacing = spacing
            let numbers = try (1...1000).flatMap { try Sampler(configuration, steps: $0).timesteps }
            #expect(Self.digest(numbers) == digests[spacing.rawValue], "\(spacing)")
        }
        let numbers = try (1...50).flatMap {
            try Sampler(SamplerConfiguration(.lcm), steps: $0).timesteps
        }
        #expect(Self.digest(numbers) == digests["lcm"])
    }

    /// FNV-1a of the decimal text.
    private static func digest(_ numbers: [Float]) -> String {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in numbers.map({ "\(Int($0))" }).joined(separator: " ").utf8 {
            digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        let text = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
