import Foundation
import Tensors
import Testing

/// The order and values of draws on a GPU, against a second writing-down of the algorithm and published numbers.
@Suite struct TorchCUDAGeneratorTests {
    @Test func successiveDraws() throws {
        let fixture = try TorchNoiseFixture()
        for device in fixture.plan.devices {
            var generator = TorchCUDAGenerator(
                seed: device.seed,
                device: .init(
                    multiprocessors: device.multiprocessors, threadsPerMultiprocessor: device.threads))
            for (index, draw) in device.draws.enumerated() {
                let place = Comment("\(device.name).\(index)")
                let expected = try fixture.cuda.readFloats("\(device.name).\(index)")
                if draw.kind == "rand" {
                    #expect(generator.uniform(count: draw.count) == expected, place)
                } else {
                    let found = generator.normal(count: draw.count)
                    try #require(found.count == expected.count)
                    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, place)
                }
            }
        }
    }

    /// What others have published of `torch.manual_seed(0); torch.randn(12, device="cuda")`.
    @Test func publishedNumbers() {
        var generator = TorchCUDAGenerator(seed: 0)
        let published: [Float] = [
            -0.92466259, -0.42534415, -2.6438457, 0.14518388, -0.12086647, -0.57972564, -0.62285122,
            -0.32838709,
            -1.07454231, -0.36314407, -1.67105067, 2.26550497,
        ]
        #expect(zip(generator.normal(count: 12), published).allSatisfy { abs($0 - $1) < 2e-6 })
        #expect(generator.block == 1)
    }

    @Test func onlyLargeDrawsDependOnTheDevice() {
        var large = TorchCUDAGenerator(seed: 4)
        var small = TorchCUDAGenerator(
            seed: 4, device: .init(multiprocessors: 2, threadsPerMultiprocessor: 1024))
        #expect(large.normal(count: 2048) == small.normal(count: 2048))
        #expect(large.block == small.block)
        #expect(large.normal(count: 2304) != small.normal(count: 2304))
    }

    @Test func halfPrecisionIsRounded() {
        var generator = TorchCUDAGenerator(seed: 4)
        let exact = generator.normal(count: 100)
        generator = TorchCUDAGenerator(seed: 4)
        let rounded = generator.normal(count: 100, type: .bfloat16)
        #expect(rounded == exact.map { HalfPrecision.fromBFloat16(HalfPrecision.toBFloat16($0)) })
        #expect(generator.normal(count: 0) == [])
    }

    @Test func aSavedGeneratorGoesOn() throws {
        var generator = TorchCUDAGenerator(
            seed: .max, device: .init(multiprocessors: 1, threadsPerMultiprocessor: 256))
        _ = generator.normal(count: 5000)
        var restored = try JSONDecoder().decode(
            TorchCUDAGenerator.self, from: JSONEncoder().encode(generator))
        #expect(restored == generator)
        #expect(restored.normal(count: 5000) == generator.normal(count: 5000))
        let broken =
            #"{"seed": 1, "block": 0, "device": {"multiprocessors": 0, "threadsPerMultiprocessor": 1}}"#
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(TorchCUDAGenerator.self, from: Data(broken.utf8))
        }
    }
}
