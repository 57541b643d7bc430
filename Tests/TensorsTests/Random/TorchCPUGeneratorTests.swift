import Foundation
import Tensors
import Testing

/// The same seed gives PyTorch's noise.
@Suite struct TorchCPUGeneratorTests {
    private let fixture = Result { try TorchNoiseFixture() }

    private func difference<Number: BinaryFloatingPoint>(_ found: [Number], _ expected: [Number]) -> Number {
        guard found.count == expected.count else { return .infinity }
        return zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    }

    @Test func successiveDraws() throws {
        let fixture = try fixture.get()
        for seed in fixture.plan.seeds {
            var generator = TorchCPUGenerator(seed: seed)
            for (index, draw) in fixture.plan.draws.enumerated() {
                let name = "\(seed).\(index)"
                let place = Comment("\(name): \(draw)")
                switch (draw.kind, draw.type) {
                case ("rand", .float64):
                    #expect(generator.uniformDoubles(count: draw.count) == (try doubles(name)), place)
                case ("rand", _):
                    #expect(generator.uniform(count: draw.count) == (try fixture.cpu.readFloats(name)), place)
                case (_, .float64):
                    let found = generator.normalDoubles(count: draw.count)
                    #expect(difference(found, try doubles(name)) < 1e-14, place)
                default:
                    let found = generator.normal(count: draw.count, type: draw.type)
                    // A number on the verge between two of half precision may fall to the other side.
                    let bound: Float = draw.type == .float32 ? 1e-6 : draw.type == .float16 ? 0.002 : 0.016
                    #expect(difference(found, try fixture.cpu.readFloats(name)) < bound, place)
                }
            }
        }
    }

    private func doubles(_ name: String) throws -> [Double] {
        try fixture.get().cpu.withBytes(name) { bytes in
            stride(from: 0, to: bytes.count, by: 8).map {
                Double(
                    bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
                )
            }
        }
    }

    /// Latents lie with channels last here, and are those that diffusers draws with channels first.
    @Test func pictures() throws {
        let file = try fixture.get().cpu
        let shape: Shape = [2, 8, 6, 4]
        var generator = TorchCPUGenerator(seed: 5)
        let batch = generator.normalChannelsFirst(shape)
        #expect(batch.shape == shape)
        #expect(difference(batch.elements, try file.tensor("batch", layout: .checkpoint).elements) < 1e-6)
        let next = generator.normalChannelsFirst(shape, type: .float16)
        #expect(
            difference(next.elements, try file.tensor("batch_next", layout: .checkpoint).elements) < 0.002)

        var several = [5, 6].map { TorchCPUGenerator(seed: $0) }
        let list = TorchCPUGenerator.normalChannelsFirst(shape, from: &several)
        let expected = try file.tensor("list", layout: .checkpoint)
        #expect(difference(list.elements, expected.sliced(axis: 0, 0..<2).elements) < 1e-6)
        var one = [TorchCPUGenerator(seed: 5)]
        #expect(TorchCPUGenerator.normalChannelsFirst(shape, from: &one).elements == batch.elements)
    }

    @Test(arguments: [0, 3, 623, 624, 1000]) func aSavedGeneratorGoesOn(drawn: Int) throws {
        var generator = TorchCPUGenerator(seed: 9)
        _ = generator.uniform(count: drawn)
        _ = generator.normal(count: 3)
        var restored = try JSONDecoder().decode(
            TorchCPUGenerator.self, from: JSONEncoder().encode(generator))
        #expect(restored == generator)
        #expect(restored.normal(count: 5) == generator.normal(count: 5))
        #expect(restored.normal(count: 700) == generator.normal(count: 700))
    }

    @Test(arguments: [
        #"{"twister": {"state": [1, 2], "index": 0}}"#, #"{"twister": {"state": [], "index": -1}}"#,
        #"{"twister": {"state": [\#(Array(repeating: "1", count: 624).joined(separator: ","))], "index": 625}}"#,
    ])
    func aBrokenStateIsRefused(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(TorchCPUGenerator.self, from: Data(text.utf8))
        }
    }
}
